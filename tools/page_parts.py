"""What the parts of docs/reliability.md are made with: tables in Markdown, and sections that show one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from measurements import COLUMNS, table

NOT_YET = "Not measured yet."


def md_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Head and rows, and a line of nothing after them."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
    yield ""


def as_measured(title: str, name: str, told: str, head: Sequence[str]) -> Iterator[str]:
    """A section that shows a table as it was measured; ``title`` with its signs of a heading."""
    rows: Sequence[Mapping[str, str]] = table(name)
    yield f"{title}\n"
    if not rows:
        yield f"{NOT_YET}\n"
        return
    yield f"{told}\n"
    yield from md_table(head, [[row[column] for column in COLUMNS[name]] for row in rows])

"""What a labelled table holds: a few lines for a terminal, and a small page with the counts as bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from briefprism.models.labels import LABEL_WORDS
from briefprism.models.table import Counted, TableSummary

_TOP: Final = 10
_WORDS: Final = {**LABEL_WORDS, "unknown": "not known to us"}
_STYLE: Final = """
:root { color-scheme: light dark; --bar: #3b6ea5; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
caption { text-align: left; font-weight: 600; font-size: 1.1rem; padding-bottom: .4rem; }
th, td { text-align: left; padding: .15rem .6rem .15rem 0; font-weight: 400; vertical-align: middle; overflow-wrap: anywhere; }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.b { width: 45%; } td.b span { display: block; height: .9rem; background: var(--bar); min-width: 1px; }
"""


def summary_lines(summary: TableSummary) -> str:
    """The summary for a terminal."""
    lines = [*_bars("By label", [(_WORDS[name], n) for name, n in summary.labels], summary.rows)]
    lines += _bars("By kind", summary.kinds[:_TOP], summary.rows, len(summary.kinds))
    lines += _bars("Most frequent", [(c.platform, c.rows) for c in summary.platforms[:_TOP]], summary.rows, len(summary.platforms))
    if summary.unknown:
        lines.append(f"{_share(summary.unknown, summary.rows)} of the rows are not known to us; --unknown FILE lists them.")
    if summary.contested:
        lines.append(f"Other lists label some differently: {_named(summary.contested)}.")
    if summary.closed:
        lines.append(f"These places have closed, and still stand in the table: {_named(summary.closed)}.")
    return "".join(f"{_clean(line)}\n" for line in lines)


def verdict_lines(counts: Iterable[tuple[str, int]]) -> str:
    """How many briefs of a table are complete, for a terminal."""
    found = sorted(counts, key=lambda item: (-item[1], item[0]))
    return "".join(f"{_clean(line)}\n" for line in _bars("Verdicts", found, sum(n for _, n in found)))


def summary_page(summary: TableSummary, title: str) -> str:
    """The summary as an HTML page that needs nothing from elsewhere."""
    parts = [
        _table("By label", [(_WORDS[name], n) for name, n in summary.labels], summary.rows),
        _table("By kind", summary.kinds, summary.rows),
        _table("Most frequent places", [(c.platform, c.rows) for c in summary.platforms[: 5 * _TOP]], summary.rows),
    ]
    if summary.contested:
        parts.append(_table("Labelled differently by other lists", [(c.platform, c.rows) for c in summary.contested], summary.rows))
    if summary.closed:
        parts.append(
            _table(
                "Closed, and still in the table", [(f"{c.platform} (closed in {c.closed})", c.rows) for c in summary.closed], summary.rows
            )
        )
    head = f"{summary.rows:,} rows, {_share(summary.unknown, summary.rows)} of them not known to us."
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n<h1>{escape(title)}</h1>\n<p>{head}</p>\n{''.join(parts)}</html>\n"
    )


def _table(caption: str, counts: Sequence[tuple[str, int]], rows: int) -> str:
    most = max((n for _, n in counts), default=1)
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="n">{n:,}</td><td class="n">{_share(n, rows)}</td>'
        f'<td class="b" aria-hidden="true"><span style="width:{100 * n / most:.1f}%"></span></td></tr>\n'
        for name, n in counts
    )
    return f"<table>\n<caption>{escape(caption)}</caption>\n{lines}</table>\n"


def _bars(title: str, counts: Sequence[tuple[str, int]], rows: int, of: int = 0) -> list[str]:
    if not counts:
        return []
    wide = max(len(name) for name, _ in counts)
    most = max(n for _, n in counts)
    more = f" ({len(counts)} of {of:,})" if of > len(counts) else ""
    lines = [f"  {name:{wide}}  {n:>13,}  {_share(n, rows):>6}  {'█' * round(20 * n / most)}".rstrip() for name, n in counts]
    return [f"{title}{more}", *lines]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "0.0%"


def _named(found: Sequence[Counted]) -> str:
    shown = ", ".join(c.platform + (f" (closed in {c.closed})" if c.closed else "") for c in found[:_TOP])
    return shown + (f" and {len(found) - _TOP} more" if len(found) > _TOP else "")


def _clean(line: str) -> str:
    return "".join(c if c.isprintable() else " " for c in line)

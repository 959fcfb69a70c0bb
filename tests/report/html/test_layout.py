"""A brief keeps its structure: headings, lists with their numbers and levels, tables, paragraphs."""

from __future__ import annotations

from briefprism.classifier.reader import read
from briefprism.models.report import Report
from briefprism.report.html.layout import Block, Line, laid_out, titled

TEXT = """# Plan for the bakery

First sentence here. **Second** one
A new line on purpose.

## Where

1. Facebook, each day
2. Our blog
   - with pictures
- [x] done already
- [ ] still to do

| Place | What |
| --- | --- |
| Blog | a guide |
| Facebook | |

> Quoted words

```python
code()
```

<!-- a hint of the template -->
"""


def blocks(text: str) -> list[Block]:
    report = Report("0", "sha256:0", read(text), True, True, "", (), (), ())
    return laid_out(report)


def words(line: Line) -> str:
    return " | ".join("".join(s.text for s in cell if not s.syntax) for cell in line.cells)


def test_blocks_are_those_of_the_author() -> None:
    found = [(b.shape, b.level, [words(line) for line in b.lines]) for b in blocks(TEXT)]
    assert found == [
        ("heading", 0, ["Plan for the bakery"]),
        ("paragraph", 1, ["First sentence here. Second one", "A new line on purpose."]),
        ("heading", 1, ["Where"]),
        ("list", 2, ["Facebook, each day", "Our blog", "with pictures"]),
        ("list", 2, ["done already", "still to do"]),
        ("table", 2, ["Place | What", "Blog | a guide", "Facebook | "]),
        ("quote", 2, ["Quoted words"]),
        ("code", 2, ["code()"]),
        ("note", 2, ["<!-- a hint of the template -->"]),
    ]


def test_items_keep_their_numbers_boxes_and_levels() -> None:
    numbered, boxes = (b for b in blocks(TEXT) if b.shape == "list")
    assert [(line.marker, line.depth) for line in numbered.lines] == [("1.", 0), ("2.", 0), ("", 1)]
    assert [line.marker for line in boxes.lines] == ["☑", "☐"]


def test_title_rows_are_told_from_rows() -> None:
    table = next(b for b in blocks(TEXT) if b.shape == "table")
    titles, rows = titled(table.lines)
    assert [words(line) for line in titles] == ["Place | What"]
    assert len(rows) == 2


def test_strong_words_are_strong_and_their_marks_are_set_apart() -> None:
    paragraph = next(b for b in blocks(TEXT) if b.shape == "paragraph")
    assert [s.text for s in paragraph.lines[0].segments if s.strong] == ["Second"]
    assert [s.text for s in paragraph.lines[0].segments if s.syntax] == ["**", "**"]


def test_a_wrapped_line_is_one_line() -> None:
    long = "This sentence is so long that the editor of its author wrapped it. And\nhere it goes on."
    (block,) = blocks(long)
    assert len(block.lines) == 1

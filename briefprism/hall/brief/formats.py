"""The formats of a report in one table; each renderer is imported when it is first needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from briefprism.models.look import Look
from briefprism.models.portfolio import Unread

if TYPE_CHECKING:
    from briefprism.models.report import Report
    from briefprism.models.rule import Rule


class FormatName(StrEnum):
    """How a report is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    CSV = "csv"
    DOCX = "docx"
    PDF = "pdf"
    SVG = "svg"
    PNG = "png"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants of a report besides its format.

    ``width`` None: 88 columns; ``picture`` is the one that svg and png show, empty: the first; ``renderer`` is a plugin that
    writes the report in the place of a format. ``original`` is the Word file that the report is written into; None: a new one.
    """

    width: int | None = None
    colours: bool = False
    look: Look = field(default_factory=Look)
    picture: str = ""
    renderer: str = ""
    original: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """All that one file is joined of: a part of each report, in order, whether it stands for ``many``, and what else was seen."""

    parts: Sequence[Any]
    many: bool
    rules: Callable[[], Iterable[Rule]] = tuple
    unread: Sequence[Unread] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One format: the suffixes of its files, first the usual one; the part that one report gives; how parts are joined.

    ``join`` None: each report is a file of its own. ``binary``: it is not for the eyes of a terminal.
    """

    suffixes: tuple[str, ...]
    part: Callable[[Report, Wishes], Any]
    join: Callable[[Whole], str] | None = None
    binary: bool = False


def format_of(name: FormatName | None, output: Path | None) -> FormatName:
    """The format asked for, else the one that the name of the output ends in, else text."""
    if name is not None or output is None:
        return name or FormatName.TEXT
    return next((found for found, form in FORMATS.items() if output.suffix.lower() in form.suffixes), FormatName.TEXT)


def _text(report: Report, wishes: Wishes) -> str:
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.report.lenses import render_lens
    from briefprism.report.terminal import render

    texts = [render(report, glossary(), width=wishes.width, colours=wishes.colours)]
    texts += [render_lens(view, glossary()) for view in report.lenses]
    if wishes.picture:
        from briefprism.report.pictures import text

        texts.append(text(wishes.picture, report, wishes.width or 88, colours=wishes.colours))
    return "\n".join(texts)


def _markdown(report: Report, _wishes: Wishes) -> str:
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.report.markdown import render_markdown

    return render_markdown(report, glossary())


def _html(report: Report, wishes: Wishes) -> str:
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.report.html import render_page
    from briefprism.report.pictures import PICTURES, svg

    pictures = {name: svg(name, report) for name in PICTURES} if report.is_plan else {}
    return render_page(report, glossary(), wishes.look, pictures)


def _json(report: Report, _wishes: Wishes) -> str:
    return json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"


def _json_list(whole: Whole) -> str:
    if not whole.many and len(whole.parts) == 1:
        return str(whole.parts[0])
    # No text in JSON holds a line feed, so that a report can be set further in as it is.
    shifted = ("  " + part.rstrip("\n").replace("\n", "\n  ") for part in whole.parts)
    return "[\n" + ",\n".join(shifted) + "\n]\n"


def _json_line(report: Report, _wishes: Wishes) -> str:
    return json.dumps(report.to_dict(), ensure_ascii=False) + "\n"


def _sarif(report: Report, _wishes: Wishes) -> dict[str, Any]:
    from briefprism.report.sarif import sarif_part

    return sarif_part(report)


def _sarif_log(whole: Whole) -> str:
    from briefprism.report.sarif import sarif_log

    return sarif_log(whole.parts, whole.rules(), whole.unread)


def _csv(report: Report, _wishes: Wishes) -> str:
    from briefprism.report.findings_csv import csv_rows

    return csv_rows(report)


def _csv_table(whole: Whole) -> str:
    from briefprism.report.findings_csv import csv_head

    return csv_head() + "".join(whole.parts)


def _docx(report: Report, wishes: Wishes) -> bytes:
    from briefprism.hall.brief.pipeline import glossary
    from briefprism.report.word import render_docx

    return render_docx(report, glossary(), wishes.original)


def _pdf(report: Report, wishes: Wishes) -> bytes:
    from briefprism.report.pdf import render_pdf

    return render_pdf(_html(report, wishes))


def _svg(report: Report, wishes: Wishes) -> str:
    from briefprism.report.pictures import PICTURES, svg

    return svg(wishes.picture or PICTURES[0], report) + "\n"


def _png(report: Report, wishes: Wishes) -> bytes:
    from briefprism.report.pictures.raster import png

    return png(_svg(report, wishes))


def _plugin(report: Report, wishes: Wishes) -> str:
    from briefprism.hall.settings.plugins import renderer

    return renderer(wishes.renderer)(report)


def _lines(whole: Whole) -> str:
    return "\n".join(whole.parts)


FORMATS: Final[Mapping[FormatName, Format]] = {
    FormatName.TEXT: Format((".txt",), _text, _lines),
    FormatName.MARKDOWN: Format((".md", ".markdown"), _markdown, _lines),
    FormatName.HTML: Format((".html", ".htm"), _html),
    FormatName.JSON: Format((".json",), _json, _json_list),
    FormatName.JSONL: Format((".jsonl", ".ndjson"), _json_line, lambda whole: "".join(whole.parts)),
    FormatName.SARIF: Format((".sarif",), _sarif, _sarif_log),
    FormatName.CSV: Format((".csv",), _csv, _csv_table),
    FormatName.DOCX: Format((".docx",), _docx, binary=True),
    FormatName.PDF: Format((".pdf",), _pdf, binary=True),
    FormatName.SVG: Format((".svg",), _svg),
    FormatName.PNG: Format((".png",), _png, binary=True),
}
PLUGIN: Final = Format((".txt",), _plugin, _lines)

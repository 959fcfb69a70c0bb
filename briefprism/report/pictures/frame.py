"""A picture as one SVG element: headline, drawing, credit, and words for those who do not see it."""

from __future__ import annotations

from hashlib import sha256
from html import escape
from typing import Final

from briefprism.report.pictures.draw import Drawing, Hue, box, lines, number, paint, stack, stylesheet
from briefprism.report.pictures.lettering import LINE, SIZE, WIDTH, clean, wrap
from briefprism.report.pictures.view import MARK, Row, View

_MARGIN: Final = 8.0
_FONTS: Final = "system-ui,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,sans-serif"
_BEFORE, _AFTER = "Before", "After"


def picture(name: str, view: View) -> str:
    """One report as a picture."""
    if not view.drawable():
        return _document(name, view.title, view.report.summary, stack([_heading(view.title), paragraph(view.report.summary)], 8))
    return _document(name, view.title, _described(view), stack([_whole(view), _credit(view)], 12))


def compared(name: str, before: View, after: View) -> str:
    """Two reports as a picture: the first above the second, and what changed in words."""
    title = f"{after.title}, before and after"
    told = changes(before, after)
    parts = [part for heading, view in ((_BEFORE, before), (_AFTER, after)) for part in (_heading(heading), _shown(view))]
    parts += [_heading("What changed"), *map(_change, told), *[paragraph("Nothing changes in this picture.")] * (not told), _credit(after)]
    said = " ".join([f"Before: {_said(before)}", f"After: {_said(after)}", "What changed:", *(f"{r.part}: {r.words}." for r in told)])
    return _document(f"{name}-diff", title, said if told else f"{said} nothing.", stack(parts, 10))


def changes(before: View, after: View) -> tuple[Row, ...]:
    """The parts of a picture that differ, each with what is different."""
    if not (before.drawable() and after.drawable()):
        return ()
    old, new = ({row.part: row for row in view.rows()} for view in (before, after))
    told = {part: new.get(part, Row(part, "")).since(old.get(part, Row(part, ""))) for part in [*new, *old]}
    return tuple(Row(part, words) for part, words in told.items() if words)


def paragraph(words: str, hue: Hue = "ink", *, bold: bool = False, size: float = SIZE) -> Drawing:
    """Words in lines, as wide as a picture."""
    rows = wrap(words, WIDTH - 8, size, bold=bold)
    step = LINE * size / SIZE
    return Drawing(step * len(rows) + 2, tuple(lines(4, size, rows, size=size, bold=bold, hue=hue)))


def _change(row: Row) -> Drawing:
    return stack([paragraph(row.part + MARK, bold=True), paragraph(row.words)])


def _heading(words: str) -> Drawing:
    return paragraph(words, bold=True, size=17)


def _whole(view: View) -> Drawing:
    return stack([_heading(view.headline()), view.draw()], 12)


def _shown(view: View) -> Drawing:
    return stack([paragraph(view.headline()), view.draw()], 12) if view.drawable() else paragraph(view.report.summary)


def _credit(view: View) -> Drawing:
    return paragraph(view.credit, "muted") if view.credit else Drawing(0, ())


def _described(view: View) -> str:
    """All that the picture shows, in words."""
    return " ".join([view.headline(), *(f"{row.part}: {row.words}." for row in view.rows())])


def _said(view: View) -> str:
    return _described(view) if view.drawable() else view.report.summary


def _document(name: str, title: str, said: str, drawing: Drawing) -> str:
    """A whole SVG element; its ids hold a digest, so that many stand on one page."""
    key = f"bp-{name}-{sha256(said.encode('utf-8', 'replace')).hexdigest()[:8]}"
    wide, high = WIDTH + 2 * _MARGIN, drawing.height + 2 * _MARGIN
    head = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(wide)} {number(high)}" width="{number(wide)}" height="{number(high)}"'
    words = f'<title id="{key}-title">{escape(clean(title))}</title><desc id="{key}-desc">{escape(clean(said))}</desc>'
    inner = f'<g transform="translate({number(_MARGIN)} {number(_MARGIN)})">{"".join(drawing.shapes)}</g>'
    return (
        f'<svg {head} role="img" aria-labelledby="{key}-title" aria-describedby="{key}-desc" font-family="{_FONTS}">'
        f"{words}<style>{stylesheet()}</style>{box(0, 0, wide, high, paint('paper'))}{inner}</svg>\n"
    )

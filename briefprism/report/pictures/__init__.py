"""Pictures of a report: SVG for pages and files, characters for terminals, and the same as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefprism.models.errors import UsageError

if TYPE_CHECKING:
    from briefprism.models.report import Report
    from briefprism.report.pictures.view import View

PICTURES: Final = ("nesting", "prism", "starfish", "path")


def svg(name: str, report: Report, before: Report | None = None) -> str:
    """A whole ``<svg>`` element of one of ``PICTURES``; with ``before``, of two versions of a brief and what changed.

    It needs no script, no font and no other file, and says in its title and description what it shows.

    Raises:
        UsageError: for another name.
    """
    from briefprism.report.pictures.frame import changes, compared, picture

    after = _view(name, report)
    if before is None:
        return picture(name, after)
    earlier = _view(name, before)
    changed = frozenset(row.part for row in changes(earlier, after))
    return compared(name, replace(earlier, changed=changed), replace(after, changed=changed))


def table(name: str, report: Report) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The same as the picture, to be read: its headline, and rows of (part, what is in it).

    Raises:
        UsageError: for another name.
    """
    view = _view(name, report)
    if not view.drawable():
        return report.summary, ()
    return view.headline(), tuple((row.part, row.words) for row in view.rows())


def text(name: str, report: Report, width: int, *, colours: bool = False) -> str:
    """The picture in characters, no line wider than ``width`` columns.

    Raises:
        UsageError: for another name.
    """
    from io import StringIO

    from rich.console import Console, Group
    from rich.text import Text

    view = _view(name, report)
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=colours, no_color=not colours, markup=False, highlight=False, emoji=False)
    body = (Text(view.headline()), Text(), view.in_terminal()) if view.drawable() else (Text(report.summary),)
    console.print(Group(Text(view.title, style="bold underline"), *body))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _view(name: str, report: Report) -> View:
    from briefprism.report.pictures.nesting import Nesting
    from briefprism.report.pictures.path import Path
    from briefprism.report.pictures.prism import Prism
    from briefprism.report.pictures.starfish import Starfish

    known: dict[str, Callable[[Report], View]] = dict(zip(PICTURES, (Nesting, Prism, Starfish, Path), strict=True))
    if name not in known:
        raise UsageError("--picture", f"there is no picture {name!r}", f"choose one of {', '.join(PICTURES)}")
    return known[name](report)

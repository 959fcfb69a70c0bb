"""What labels the strings of a table: names of platforms, or whole briefs. Both may travel to the workers of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Protocol

from briefprism.models.labels import ELEMENTS
from briefprism.models.platform import Classification
from briefprism.models.settings import Settings
from briefprism.models.table import Column, Outcome

NAME_COLUMNS: Final = (
    Column("bp_platform"), Column("bp_label"), Column("bp_path"), Column("bp_kind"), Column("bp_social", "flag"),
    Column("bp_confidence", "number"), Column("bp_by"), Column("bp_reason"),
)  # fmt: skip
BRIEF_COLUMNS: Final = (
    Column("bp_is_plan", "flag"), Column("bp_complete", "flag"), Column("bp_summary"), Column("bp_roots"),
    *(Column(f"bp_{element}") for element in ELEMENTS),
)  # fmt: skip


class Resolves(Protocol):
    """Labels one name, with a description of it where there is one."""

    def __call__(self, name: str, description: str = "", /) -> Classification:
        """The label of ``name``; with a description, what it says decides where the name alone is unknown."""


@dataclass(frozen=True)
class NameAnnotator:
    """Labels of names as cells. ``social`` is empty where unknown; ``path`` reads "media > channel"."""

    resolve: Resolves
    settings: str = ""  # all that the labels depend on besides the catalogue
    columns: tuple[Column, ...] = field(default=NAME_COLUMNS, init=False)

    def __call__(self, text: str, description: str = "") -> Outcome:
        """The cells of a name, counted by (platform, label, kind, contested, closed)."""
        found = self.resolve(text, description)
        kind, platform = found.kind, found.platform
        confidence = round(found.confidence, 2)
        cells = (platform, found.label, " > ".join(found.path) or None, kind, found.social, confidence, found.by, found.reason)
        contested = "contested" if found.contested else ""
        return Outcome(cells, (platform or "", found.label, kind or "", contested, str(found.closed or "")))


@dataclass(frozen=True)
class BriefAnnotator:
    """Verdicts on briefs as cells: complete or not, the roots of what is missing, and the state of each element."""

    settings: Settings = field(default_factory=Settings)
    columns: tuple[Column, ...] = field(default=BRIEF_COLUMNS, init=False)

    @cached_property
    def _checker(self) -> Any:
        from briefprism.hall.brief.pipeline import Checker

        return Checker(self.settings)

    def __getstate__(self) -> dict[str, Any]:
        """What travels to a worker: the settings. The labellers are made there."""
        return {"settings": self.settings, "columns": self.columns}

    def __call__(self, text: str, description: str = "") -> Outcome:  # noqa: ARG002 - a brief needs none
        """The cells of a brief, counted by its verdict; an empty cell is no plan."""
        report = self._checker.check(text[: self.settings.max_bytes])
        states = {s.element: s.state for s in report.signals}
        roots = "; ".join(f.rule for f in report.roots)
        verdict = "not judged" if report.is_plan is None else "no plan" if not report.is_plan else "incomplete"
        verdict = "complete" if report.complete else verdict
        return Outcome((report.is_plan, report.complete, report.summary, roots or None, *(states.get(e) for e in ELEMENTS)), (verdict,))


def names(packs: tuple[str, ...] = (), said: Mapping[str, Classification] | None = None) -> NameAnnotator:
    """The annotator for names, with the shipped catalogue and the platforms of packs.

    ``said`` are labels by somebody else, such as a language model; they are taken where a name is not known.
    """
    from briefprism.hall.brief.pipeline import pack_labellers

    labels = pack_labellers(packs)
    resolve: Resolves = labels.resolver.resolve
    if said:
        resolve = _Helped(resolve, said)
    return NameAnnotator(resolve, repr((labels.more, sorted((said or {}).items()))))


@dataclass(frozen=True)
class _Helped:
    resolve: Resolves
    said: Mapping[str, Classification]

    def __call__(self, name: str, description: str = "") -> Classification:
        found = self.resolve(name, description)
        return self.said.get(name, found) if found.label == "unknown" else found

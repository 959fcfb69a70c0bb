"""Many briefs at a glance: what stays of each report, and the briefs that could not be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from briefprism.models.labels import ELEMENTS, Severity, State
from briefprism.models.report import Report

PARTS = tuple(element for element in ELEMENTS if element != "term_confusion")
"""The elements by which briefs are compared. Mixing up two terms is a fault, not a part of a plan."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A brief that could not be read: the place of the fault, the fault, and the next step."""

    source: str
    place: str
    fault: str
    step: str

    @property
    def line(self) -> str:
        """One line for a person."""
        return f"{self.place}: {self.fault}; {self.step}"


@dataclass(frozen=True, slots=True)
class Gist:
    """What a comparison of briefs needs of a report.

    ``states`` are those of `PARTS`, none where nothing was judged; ``roots`` (rule, title) of what makes the plan incomplete;
    ``page`` is the address of the report, relative to the comparison.
    """

    source: str
    words: int
    is_plan: bool | None
    complete: bool | None
    summary: str
    states: tuple[State, ...]
    roots: tuple[tuple[str, str], ...]
    severities: frozenset[Severity]
    page: str = ""

    @classmethod
    def of(cls, report: Report) -> Gist:
        """The gist of a report."""
        found: dict[str, State] = {signal.element: signal.state for signal in report.signals}
        return cls(
            report.brief.source,
            report.brief.words,
            report.is_plan,
            report.complete,
            report.summary,
            tuple(found.get(part, "unclear") for part in PARTS) if report.is_plan else (),
            tuple((f.rule, f.title) for f in report.roots if f.severity == "error"),
            frozenset(f.severity for f in report.findings),
        )

    @property
    def missing(self) -> int:
        """How many parts are missing."""
        return self.states.count("missing")


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The gists of many briefs, in the order in which they were given, and what could not be read."""

    gists: tuple[Gist, ...]
    unread: tuple[Unread, ...] = ()

    @property
    def plans(self) -> tuple[Gist, ...]:
        """The plans, those that miss most first; of equals, those with more to mend, then by name."""
        plans = [gist for gist in self.gists if gist.is_plan]
        return tuple(sorted(plans, key=lambda gist: (-gist.missing, -len(gist.roots), gist.source)))

    @property
    def others(self) -> tuple[Gist, ...]:
        """What was not judged: no plan, or another language."""
        return tuple(gist for gist in self.gists if not gist.is_plan)

    @property
    def complete(self) -> int:
        """How many plans are complete."""
        return sum(gist.complete is True for gist in self.plans)

    def commonest_roots(self) -> list[tuple[str, str, int]]:
        """(rule, title, number of plans) of what makes plans incomplete, the commonest first."""
        counts = Counter(root for gist in self.plans for root in gist.roots)
        return [(*root, number) for root, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]

    def missing(self) -> list[int]:
        """For each of the parts, how many plans miss it."""
        return [sum(gist.states[number] == "missing" for gist in self.plans) for number in range(len(PARTS))]

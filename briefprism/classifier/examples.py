"""Training texts as the classifier sees them: lines with labels, grouped by document and voice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from briefprism.classifier.lines import Line, clean, lines_of
from briefprism.classifier.mentions import FoundName, MentionFinder
from briefprism.classifier.reader import read
from briefprism.classifier.status import status_lines
from briefprism.classifier.traits import TraitReader
from briefprism.data.corpus import TrainingBrief, read_voice
from briefprism.data.lines import MarkedBrief, TrainingLine, read_lines, read_marks, read_statuses
from briefprism.models.brief import Brief, Unit
from briefprism.models.labels import FURTHER_ELEMENTS
from briefprism.models.platform import Classification

_KINDS = {"cell": "row"}
_UNRESOLVED = Classification("", None, "unknown", None, False, False, 0.0, "catalogue", "")  # a status needs no label


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line and the elements that it carries (rejected and merely considered ones are not carried)."""

    voice: str
    document: str
    line: Line
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class LabelledBrief:
    """A whole training brief, read as any other brief is read."""

    source: TrainingBrief
    brief: Brief
    names: tuple[FoundName, ...]
    lines: tuple[LabelledLine, ...]


class ExampleReader:
    """Turns the training folder into examples, with the same reader and mention finder that briefs go through."""

    def __init__(self, folder: Path, finder: MentionFinder, traits: TraitReader, own: Sequence[TrainingLine] = ()) -> None:
        self.folder, self._finder, self._traits, self._own = folder, finder, traits, own

    def single_lines(self) -> Iterator[LabelledLine]:
        """The lines of ``lines/hand_*.jsonl``, and those of a user."""
        for path in sorted((self.folder / "lines").glob("hand_*.jsonl")):
            for row in read_lines(path):
                yield self._single(row)
        for row in self._own:
            yield self._single(row)

    def briefs(self) -> Iterator[LabelledBrief]:
        """The documents of ``briefs/voice_*.txt``."""
        for path in sorted((self.folder / "briefs").glob("voice_*.txt")):
            for source in read_voice(path):
                yield self._whole(source)

    def kinds(self) -> Iterator[LabelledBrief]:
        """The documents of ``kinds/voice_*.txt``: plans and others, without labels on their lines."""
        for path in sorted((self.folder / "kinds").glob("voice_*.txt")):
            for source in read_voice(path):
                yield self._whole(source)

    def statuses(self) -> Iterator[tuple[Line, str]]:
        """The lines of ``lines/status*.jsonl`` with the status of the platform that each names."""
        for path in sorted((self.folder / "lines").glob("status*.jsonl")):
            for row in read_statuses(path):
                brief = Brief("-", row.text, "en", 0, (Unit(0, len(row.text), "sentence"),))
                names = self._finder.find(brief)
                (traits,) = self._traits.by_unit(brief, names)
                line = Line(clean(row.text), clean(row.heading), _KINDS.get(row.kind, row.kind), traits=traits)
                at = row.text.index(row.mention)
                named = FoundName(at, at + len(row.mention), 0, _UNRESOLVED, False)
                yield status_lines(brief, [named], [line])[0], row.status

    def further_lines(self) -> Iterator[LabelledLine]:
        """The lines of ``craft/craft_*.jsonl``, with the further elements."""
        for path in sorted((self.folder / "craft").glob("craft_*.jsonl")):
            for row in read_lines(path, FURTHER_ELEMENTS):
                yield self._single(row)

    def marked(self, briefs: Sequence[LabelledBrief]) -> Iterator[tuple[MarkedBrief, LabelledBrief]]:
        """The briefs that ``craft/craftdoc_*.jsonl`` marks, their lines labelled with the further elements alone."""
        known = {brief.source.id: brief for brief in briefs}
        for path in sorted((self.folder / "craft").glob("craftdoc_*.jsonl")):
            for marks in read_marks(path):
                yield marks, _with_marks(known[marks.id], marks)

    def _single(self, row: TrainingLine) -> LabelledLine:
        brief = Brief("-", row.text, "en", 0, (Unit(0, len(row.text), "sentence"),))
        (traits,) = self._traits.by_unit(brief, self._finder.find(brief))
        line = Line(clean(row.text), clean(row.heading), _KINDS.get(row.kind, row.kind), traits=traits)
        labels = row.labels if row.polarity == "yes" else frozenset[str]()
        return LabelledLine(f"hand_{row.voice}", "", line, labels)

    def _whole(self, source: TrainingBrief) -> LabelledBrief:
        brief = read(source.text, source.id)
        names = tuple(self._finder.find(brief))
        lines = lines_of(brief, self._traits.by_unit(brief, names))
        labelled = tuple(
            LabelledLine(source.voice, source.id, line, _labels(source, unit)) for unit, line in zip(brief.units, lines, strict=True)
        )
        return LabelledBrief(source, brief, names, labelled)


def _labels(source: TrainingBrief, unit: Unit) -> frozenset[str]:
    """The labels of the spans that lie in a unit."""
    return frozenset(e for span in source.spans if _lies_in(span.start, span.end, unit) for e in span.yes)


def _with_marks(brief: LabelledBrief, marks: MarkedBrief) -> LabelledBrief:
    spans = [(brief.brief.text.find(quote), len(quote), elements) for quote, elements in marks.marks]
    lines = tuple(
        replace(line, labels=frozenset(e for at, size, elements in spans if _lies_in(at, at + size, unit) for e in elements))
        for unit, line in zip(brief.brief.units, brief.lines, strict=True)
    )
    return replace(brief, lines=lines)


def _lies_in(start: int, end: int, unit: Unit) -> bool:
    """Whether a stretch lies in a unit, at least by half of either."""
    shared = min(end, unit.end) - max(start, unit.start)
    return shared > 0 and 2 * shared >= min(end - start, unit.end - unit.start)


def outside(examples: Sequence[LabelledLine], voice: str) -> list[int]:
    """The indices of the lines that another voice wrote."""
    return [i for i, example in enumerate(examples) if example.voice != voice]

"""``briefprism evaluate``: labels against gold data that the training never saw, as a Markdown page."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefprism.data.folding import fold
from briefprism.hall.brief.pipeline import Checker, classify
from briefprism.hall.sources import read_text
from briefprism.models.errors import InputError
from briefprism.models.labels import ELEMENTS
from briefprism.models.platform import Classification
from briefprism.models.report import Report


@dataclass(frozen=True, slots=True)
class Judged:
    """A gold document and the report on it."""

    gold: dict[str, Any]
    report: Report


def evaluate(folder: Path, errors: bool = False) -> str:
    """Measure a folder with ``briefs/`` (``gold.jsonl`` and texts) and ``platforms.csv``.

    Raises:
        InputError: when the folder has not that form.
    """
    briefs = list(judge(folder / "briefs"))
    names = list(_names(folder / "platforms.csv"))
    english = [j for j in briefs if j.report.brief.language == "en"]
    plans = [j for j in english if j.gold["is_plan"]]
    parts = [
        f"Measured on {len(briefs)} documents ({len(english)} in English, {len(plans)} of them plans) and {len(names)} names.",
        _table(["what", "figure"], [*_brief_rows(english, plans, briefs), *_name_rows(names)]),
        "Elements on the English plans (cells that the gold calls unclear are not counted; our unclear counts as not present):",
        _table(["element", "F1", "right", "too much", "missed"], _element_rows(plans)),
        "Names by the list that they come from:",
        _table(["list", "names", "accepted", "wrong", "unknown"], _source_rows(names)),
        "Names by the step that decided:",
        _table(["step", "names", "accepted"], _step_rows(names)),
    ]
    if errors:
        parts += ["Cells and names that are wrong:", "\n".join(_errors(plans, english, names))]
    return "\n\n".join(parts) + "\n"


def judge(folder: Path, checker_for: Callable[[dict[str, Any]], Checker] | None = None) -> Iterator[Judged]:
    """Reports on the briefs of a folder with ``gold.jsonl``; ``checker_for`` gives another checker for a gold row.

    Raises:
        InputError: when the folder has not that form.
    """
    plain = Checker()
    path = folder / "gold.jsonl"
    if not path.is_file():
        raise InputError(str(path), "no such file", "name a folder that holds briefs/gold.jsonl and platforms.csv")
    for line in path.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        file = folder / f"{gold['id']}.txt"
        checker = checker_for(gold) if checker_for else plain
        yield Judged(gold, checker.check(read_text(file, checker.settings), file.name))


def _names(path: Path) -> Iterator[tuple[dict[str, str], Classification]]:
    if not path.is_file():
        raise InputError(str(path), "no such file", "name a folder that holds briefs/gold.jsonl and platforms.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return iter(zip(rows, classify([row["text"] for row in rows]), strict=True))


def cells_of(plans: Iterable[Judged]) -> Iterator[tuple[str, str, bool, bool]]:
    """(document, element, gold, told) of every cell that the gold does not call unclear."""
    for judged in plans:
        states = {s.element: s.state for s in judged.report.signals}
        for element in ELEMENTS:
            gold = judged.gold["elements"][element]["present"]
            if gold != "unclear":
                yield judged.gold["id"], element, gold, states.get(element) == "present"


def _f1(cells: Sequence[tuple[str, str, bool, bool]]) -> tuple[float, int, int, int]:
    right = sum(g and t for *_, g, t in cells)
    extra = sum(t and not g for *_, g, t in cells)
    missed = sum(g and not t for *_, g, t in cells)
    return (2 * right / max(1, 2 * right + extra + missed), right, extra, missed)


def _element_rows(plans: Sequence[Judged]) -> list[list[str]]:
    cells = list(cells_of(plans))
    rows = []
    for element in ELEMENTS:
        score, *counts = _f1([c for c in cells if c[1] == element])
        rows.append([element, f"{score:.2f}" if counts[0] + counts[2] else "no positive", *map(str, counts)])
    return rows


def _brief_rows(english: Sequence[Judged], plans: Sequence[Judged], briefs: Sequence[Judged]) -> list[list[str]]:
    cells = list(cells_of(plans))
    by_element = [[c for c in cells if c[1] == e] for e in ELEMENTS]
    with_positive = [_f1(column)[0] for column in by_element if any(g for *_, g, _ in column)]
    mentions = [m for judged in briefs if judged.gold["is_plan"] for m in _mentions(judged)]
    found = [m for m in mentions if m[1] is not None]
    states = Counter(s.state for j in plans for s in j.report.signals if s.element in ELEMENTS)
    return [
        ["element F1, macro (24 elements; one without a positive counts 0 when we name it, 1 when not)", _share(macro_of(by_element))],
        ["element F1, macro (elements with a positive)", _share(sum(with_positive) / max(1, len(with_positive)))],
        ["element F1, micro", _share(_f1(cells)[0])],
        ["unclear, of all cells", _share(states["unclear"] / max(1, states.total()))],
        ["is_plan right (English)", _share(_mean(j.report.is_plan == j.gold["is_plan"] for j in english))],
        ["platforms found, of those in the gold", f"{_share(len(found) / max(1, len(mentions)))} of {len(mentions)}"],
        ["their label right", _share(_mean(m[1] == m[0]["label"] for m in found))],
        ["used or not right", _share(_mean(m[2] == m[0]["used"] for m in found))],
        ["quotes that are not verbatim", str(sum(_broken_quotes(j.report) for j in briefs))],
    ]


def macro_of(columns: Sequence[Sequence[tuple[str, str, bool, bool]]]) -> float:
    """The mean F1 of elements, each given by its cells; one without a positive counts 1 when none was told."""
    scores = []
    for column in columns:
        score, right, extra, missed = _f1(column)
        scores.append(score if right + extra + missed else 1.0)
    return sum(scores) / len(scores)


def _mentions(judged: Judged) -> Iterator[tuple[dict[str, Any], str | None, bool]]:
    """(gold platform, our label or None, used) for each platform of the gold."""
    ours = judged.report.mentions
    for gold in judged.gold["platforms"]:
        key = fold(gold["text"])
        near = [m for m in ours if fold(m.classification.text) == key]
        near = near or [m for m in ours if (own := fold(m.classification.text)) and (own in key or key in own)]
        label = (
            next((m.classification.label for m in near if m.classification.label == gold["label"]), near[0].classification.label)
            if near
            else None
        )
        yield gold, label, any(m.status == "used" for m in near)


def _broken_quotes(report: Report) -> int:
    text = report.brief.text
    evidence = [e for s in report.signals for e in (*s.evidence, *(s.search.closest if s.search else ()))]
    evidence += [e for f in report.findings for e in f.proof.words()]
    return sum(text[e.start : e.end] != e.quote for e in evidence)


def _name_rows(names: Sequence[tuple[dict[str, str], Classification]]) -> list[list[str]]:
    decided = [(row, c) for row, c in names if row["accept"]]
    social = [(row, c) for row, c in names if row["social"]]
    known = [(row, c) for row, c in decided if c.label != "unknown"]
    plain = [(row, c) for row, c in known if row["source"] != "matomo_searchengines"]
    all_plain = [(row, c) for row, c in decided if row["source"] != "matomo_searchengines"]
    ok = [c.label in row["accept"].split("|") for row, c in known]
    return [
        ["names: label accepted, of all that can be decided", _share(sum(ok) / max(1, len(decided)))],
        [
            "names: the same without the obscure search engines",
            _share(_mean(c.label in r["accept"].split("|") for r, c in plain) * len(plain) / max(1, len(all_plain))),
        ],
        ["names: label accepted, of those that the catalogue knows", _share(_mean(ok))],
        [
            "names: social yes or no right, of those answered",
            _share(_mean(c.social == (r["social"] == "yes") for r, c in social if c.social is not None)),
        ],
        [
            "names: social yes or no wrong, of all",
            _share(_mean(c.social is not None and c.social != (r["social"] == "yes") for r, c in social)),
        ],
        ["names: unknown", _share(_mean(c.label == "unknown" for _, c in names))],
    ]


def _source_rows(names: Sequence[tuple[dict[str, str], Classification]]) -> list[list[str]]:
    groups: dict[str, list[tuple[dict[str, str], Classification]]] = defaultdict(list)
    for row, found in names:
        groups[row["source"].partition(" ")[0]].append((row, found))
    rows = []
    for source, members in groups.items():
        known = [(r, c) for r, c in members if c.label != "unknown" and r["accept"]]
        ok = sum(c.label in r["accept"].split("|") for r, c in known)
        unknown = sum(c.label == "unknown" for _, c in members)
        rows.append([source, str(len(members)), str(ok), str(len(known) - ok), str(unknown)])
    return rows


def _step_rows(names: Sequence[tuple[dict[str, str], Classification]]) -> list[list[str]]:
    steps: dict[str, list[bool]] = defaultdict(list)
    for row, found in names:
        if row["accept"] and found.label != "unknown":
            steps[found.by].append(found.label in row["accept"].split("|"))
    return [[step, str(len(oks)), _share(_mean(oks))] for step, oks in sorted(steps.items())]


def _errors(plans: Sequence[Judged], english: Sequence[Judged], names: Sequence[tuple[dict[str, str], Classification]]) -> Iterator[str]:
    for judged in english:
        if judged.report.is_plan != judged.gold["is_plan"]:
            yield f"- {judged.gold['id']}: is_plan told {judged.report.is_plan}"
    for document, element, gold, told in cells_of(plans):
        if gold != told:
            yield f"- {document}: {element} gold {gold}, told {told}"
    for row, found in names:
        if row["accept"] and found.label not in ("unknown", *row["accept"].split("|")):
            yield f"- {row['text']}: {found.label} ({found.platform}, {found.by}), accepted {row['accept']}"


def _mean(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / max(1, len(listed))


def _share(value: float) -> str:
    return f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)

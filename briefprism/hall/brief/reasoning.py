"""The answers to why, why not, what if, what is enough and what changed: readings joined with the rules, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from briefprism.data.terms import load_terms
from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.brief.reading import Reading
from briefprism.hall.person.answers import Answers, answered, load_answers
from briefprism.hall.sources import gather
from briefprism.models.brief import Brief
from briefprism.models.document import Document
from briefprism.models.errors import UsageError
from briefprism.models.finding import Proof
from briefprism.models.logic import Fact
from briefprism.models.platform import Mention
from briefprism.models.reasoning import Comparison, ElementTrial, PlaceTrial, WhyNot
from briefprism.models.rule import ALL_ELEMENTS, Rule
from briefprism.models.signal import Evidence
from briefprism.rules.compare import compare


def open_briefs(checker: Checker, files: Iterable[Path], encoding: str | None = None) -> list[tuple[Reading, Answers]]:
    """Each brief read and labelled, with the answers that are kept beside it, and those answers.

    Raises:
        InputError: when one cannot be read.
    """
    opened = []
    for document in gather(files, checker.settings, encoding):
        answers = load_answers(document.source)
        opened.append((answered(checker.read_document(document), answers, load_terms()), answers))
    return opened


@dataclass(frozen=True, slots=True)
class Given:
    """What a what-if supposes: sentences added, words dropped, elements assumed, and answers to questions of rules."""

    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


def why(checker: Checker, reading: Reading, rule_id: str) -> tuple[Rule, Proof | None]:
    """The rule, and the proof of its finding; None where it did not fire.

    Raises:
        UsageError: for an unknown rule; it names the nearest.
    """
    rule = rule_named(checker, rule_id)
    verdict = checker.reason(reading)
    if not rule.is_finding:
        proof = verdict.derived.get(rule.concludes[1])
        return rule, proof if proof and proof.rule == rule.id else None
    return rule, next((f.proof for f in verdict.findings if f.rule == rule.id), None)


def why_not(checker: Checker, reading: Reading, subject: str) -> WhyNot:
    """Why a rule did not fire, an element is not there, or a name is not what somebody expected.

    Raises:
        UsageError: when it is no rule, no element, no platform, and no word of the brief.
    """
    from briefprism.rules.whynot import Tryer

    if not any(c.isalnum() for c in subject):
        raise UsageError("why-not", "it holds no word", "name a rule, an element such as audience, or a place")
    tryer = Tryer(checker.pack, reading.world, load_terms(), checker.engine)
    if any(rule.id == subject for rule in checker.pack.rules):
        return tryer.rule(rule_named(checker, subject))
    if subject in ALL_ELEMENTS and not reading.signals:
        raise UsageError(reading.brief.source, "it does not read like a plan in English, so nothing was looked for in it", "name a plan")
    if subject in ALL_ELEMENTS:
        signal = next((s for s in checker.report(reading).signals if s.element == subject), None)
        if signal is None:
            raise UsageError("why-not", f"no rule of these packs asks for {subject!r}, so nobody looked for it", "add --pack craft")
        return ElementTrial(signal, tryer.deriving(subject))
    return _place(checker, reading, subject)


def _place(checker: Checker, reading: Reading, name: str) -> PlaceTrial:
    brief = reading.brief
    label = checker.labellers.resolver.resolve(name)
    named = tuple(m for m in reading.mentions if _same(m, label.platform, name))
    taken = [(m.start, m.end) for m in named]
    spots = [s.span() for s in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", brief.text, re.IGNORECASE)]
    untaken = tuple(Evidence(brief.text[a:b], a, b) for a, b in spots if not any(x <= a < y for x, y in taken))
    if label.label == "unknown" and not spots and not named:
        known = [*(rule.id for rule in checker.pack.rules), *ALL_ELEMENTS]
        near = get_close_matches(name, known, 1)
        step = f"did you mean {near[0]!r}?" if near else "name a rule, an element, a platform, or a word of the brief"
        raise UsageError("why-not", f"{name!r} is no rule, no element and no platform, and the brief does not say it", step)
    return PlaceTrial(name, label, named, untaken)


def _same(mention: Mention, platform: str | None, name: str) -> bool:
    found = mention.classification
    return found.text.casefold() == name.casefold() or (platform is not None and found.platform == platform)


def what_if(checker: Checker, reading: Reading, given: Given, answers: Answers | None = None) -> Comparison:
    """The verdict as it is, beside the verdict as it would be.

    Raises:
        UsageError: for words to drop that the brief does not hold, an unknown element or rule, or nothing supposed at all.
    """
    if not (given.add or given.drop or given.answers):
        raise UsageError(
            "what-if", "nothing is supposed", 'pass --add "a sentence", --add element:audience, --drop "words" or --answer RULE=yes'
        )
    assumed = tuple(_element(a.removeprefix("element:")) for a in given.add if a.startswith("element:"))
    sentences = [a for a in given.add if not a.startswith("element:")]
    brief = reading.brief
    edited = _edited(brief, given.drop, sentences)
    after = checker.read_document(edited) if edited.text != brief.text else reading
    after = answered(after, {**(answers or {}), **_as_answers(checker, given.answers)}, load_terms())
    if after.is_plan:
        after = assuming(after, assumed)
    return compare(checker.report(reading), checker.report(after), assumed)


def assuming(reading: Reading, elements: Iterable[str]) -> Reading:
    """The reading as if the plan said some elements."""
    facts = [Fact("present", (element,)) for element in elements]
    world = reading.world.dropping(facts).adding(facts, "This is assumed.")
    names = {fact.args[0] for fact in facts}
    signals = tuple(replace(s, state="present", by="assumed", search=None) if s.element in names else s for s in reading.signals)
    return replace(reading, world=world, signals=signals)


def with_sentences(text: str, sentences: Sequence[str]) -> str:
    """The text with sentences at its end, each a paragraph."""
    return "\n\n".join([text.rstrip(), *sentences]) + "\n" if sentences else text


def without(brief: Brief, quotes: Iterable[str]) -> str:
    """The text without the units that hold the quotes.

    Raises:
        UsageError: for a quote that is not in the brief; it names the nearest line.
    """
    return _edited(brief, quotes, ()).text


def _edited(brief: Brief, drop: Iterable[str], add: Sequence[str]) -> Document:
    """The brief without some units, and with sentences at its end; what stays keeps its place."""
    gone = sorted(_holding(brief, drop), reverse=True)

    def moved(offset: int) -> int:
        return offset - sum(min(end, offset) - start for start, end in gone if start < offset)

    text = brief.text
    for start, end in gone:
        text = text[:start] + text[end:]
    places = (replace(p, start=moved(p.start), end=moved(p.end)) for p in brief.places)
    return Document(brief.source, with_sentences(text, add), tuple(p for p in places if p.start < p.end))


def _holding(brief: Brief, quotes: Iterable[str]) -> set[tuple[int, int]]:
    """The stretches of the units that hold the quotes."""
    gone = set()
    for quote in quotes:
        words = " ".join(quote.split()).casefold()
        holders = [u for u in brief.units if words and words in " ".join(brief.quote(u).split()).casefold()]
        if not holders:
            near = get_close_matches(quote, [brief.quote(u) for u in brief.units], 1, 0.4)
            step = f"did you mean “{' '.join(near[0].split())[:100]}”?" if near else "copy the words from the brief"
            raise UsageError("--drop", f"the brief does not say “{quote[:60]}”", step)
        gone |= {(u.start, u.end) for u in holders}
    return gone


def _element(name: str) -> str:
    if name not in ALL_ELEMENTS:
        near = get_close_matches(name, ALL_ELEMENTS, 1)
        step = f"did you mean 'element:{near[0]}'?" if near else f"use one of {', '.join(ALL_ELEMENTS)}"
        raise UsageError("--add", f"unknown element {name!r}", step)
    return name


def _as_answers(checker: Checker, given: Iterable[str]) -> Answers:
    """``RULE=yes`` says that the plan has what the rule misses, ``RULE=no`` that it has not; an element may stand for the rule."""
    from briefprism.rules.whynot import looked_for

    answers: dict[str, str | bool] = {}
    for one in given:
        name, _, value = one.partition("=")
        if not value.strip():
            raise UsageError("--answer", f"{one!r} is no answer", 'write RULE=yes, RULE=no, or RULE="a sentence"')
        elements = (name,) if name in ALL_ELEMENTS else looked_for(rule_named(checker, name))
        if not elements:
            raise UsageError("--answer", f"the rule {name!r} looks for nothing that an answer could tell", 'use --add "a sentence"')
        answers |= dict.fromkeys(elements, {"yes": True, "no": False}.get(value.strip().lower(), value.strip()))
    return answers


def rule_named(checker: Checker, rule_id: str) -> Rule:
    """A rule of the loaded packs.

    Raises:
        UsageError: when there is none; the message names the nearest id.
    """
    ids = [rule.id for rule in checker.pack.rules]
    if rule_id not in ids:
        near = get_close_matches(rule_id, ids, 1)
        raise UsageError("rules", f"no rule {rule_id!r}", f"did you mean {near[0]!r}?" if near else "see `briefprism rules list`")
    return checker.pack.rule(rule_id)


def diff(checker: Checker, old: Reading, new: Reading) -> Comparison:
    """Two versions of a brief."""
    return compare(checker.report(old), checker.report(new))

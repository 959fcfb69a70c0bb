"""No brief can talk a verdict into being: what a model says counts only on a doubt, and only with the brief's own words."""

from __future__ import annotations

import pytest

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.labels import PATHS
from briefprism.models.report import Report
from briefprism.models.settings import Settings
from tests.llm.conftest import Server
from tests.llm.hostile import briefs

BRIEFS = dict(briefs())


@pytest.fixture(scope="module")
def alone() -> Checker:
    return Checker(Settings(engine="python"))


@pytest.fixture(scope="module")
def obedient(agreeing: Server) -> Checker:
    return Checker(Settings(engine="python", llm=agreeing.settings()))


@pytest.fixture(scope="module")
def invented(lying: Server) -> Checker:
    return Checker(Settings(engine="python", llm=lying.settings()))


def test_there_are_enough_of_them_and_they_are_asked_about(agreeing: Server, obedient: Checker) -> None:
    assert len(BRIEFS) >= 60
    assert len(set(BRIEFS.values())) == len(BRIEFS)
    before = len(agreeing.asked)
    obedient.check(BRIEFS["sentence-0"])
    assert len(agreeing.asked) > before


@pytest.mark.parametrize("name", BRIEFS)
def test_a_server_that_invents_quotes_changes_nothing(alone: Checker, invented: Checker, name: str) -> None:
    expected, told = alone.check(BRIEFS[name]).to_dict(), invented.check(BRIEFS[name]).to_dict()
    assert told.pop("llm", {"accepted": 0})["accepted"] == 0
    assert told == expected


@pytest.mark.parametrize("name", BRIEFS)
def test_a_server_that_obeys_changes_only_doubts_and_only_by_words_of_the_brief(alone: Checker, obedient: Checker, name: str) -> None:
    text = BRIEFS[name]
    expected, told = alone.check(text), obedient.check(text)
    changed = _check_signals(text, expected, told)
    named = _check_mentions(text, expected, told)
    if not changed and not named:
        assert told.findings == expected.findings
        assert told.complete == expected.complete
    missing = {s.element for s in told.signals if s.state == "missing"}
    for finding in told.findings:
        assert finding.proof.because or finding.evidence, "a finding is the rules', with a proof"
    if told.complete and not expected.complete:
        assert changed, "only elements with words of the brief can complete a plan"
    assert missing >= {s.element for s in expected.signals if s.state == "missing" and s.by != "pattern"} - set(changed)
    written = [f.why + f.fix + f.ask + f.title for f in told.findings] + [told.summary]
    assert not any("nstruction" in words or "API key" in words for words in written)


def _check_signals(text: str, expected: Report, told: Report) -> list[str]:
    """The elements that the model settled; all others are as they were, or derived by rules from what is named."""
    changed = []
    for before, after in zip(expected.signals, told.signals, strict=True):
        assert before.element == after.element
        if after.by == "llm":
            assert before.state == "unclear"
            assert after.evidence
            asked = {(e.start, e.end) for e in before.evidence}
            for evidence in after.evidence:
                assert text[evidence.start : evidence.end] == evidence.quote
                assert any(start <= evidence.start and evidence.end <= end for start, end in asked)
            changed.append(after.element)
        elif after.by != "rules":
            assert after == before
    return changed


def _check_mentions(text: str, expected: Report, told: Report) -> list[str]:
    added = [m for m in told.mentions if m not in expected.mentions]
    assert [m for m in told.mentions if m in expected.mentions] == list(expected.mentions)
    for mention in added:
        assert mention.classification.by == "llm"
        assert text[mention.start : mention.end] == mention.classification.text
        assert mention.classification.label in PATHS
        assert mention.classification.reason.startswith("Not in our catalogue; the language model tiny says so")
    return [m.classification.text for m in added]

"""What completes a plan, the whole way: the examples are accepted, and the brief with them is complete."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from briefprism.data.additions import load_additions
from briefprism.hall.brief.completing import complete
from briefprism.hall.brief.pipeline import Checker
from briefprism.hall.brief.reasoning import with_sentences
from briefprism.models.errors import UsageError

SHORT = "We will post photos of our bread on Facebook and Instagram every day."
CLOSED = "Our plan: we post a photo a day on Google+.\n"


@pytest.mark.parametrize("name", ["weak", "middling", "bakery", "short"])
def test_the_brief_with_the_examples_is_complete(checker: Checker, texts: Mapping[str, str], name: str) -> None:
    text = texts.get(name, SHORT)
    found = complete(checker, checker.read(text))
    assert found.sets
    assert all(found.verified)
    for additions in found.sets:
        sentences = [a.example for a in additions]
        assert all(sentences)
        assert checker.check(with_sentences(text, sentences)).complete


def test_a_complete_plan_needs_nothing(checker: Checker, texts: Mapping[str, str]) -> None:
    found = complete(checker, checker.read(texts["complete"]))
    assert (found.already, found.sets, found.verified) == (True, ((),), (True,))


def test_a_place_that_has_closed_is_taken_out(checker: Checker, texts: Mapping[str, str]) -> None:
    text = texts["complete"].replace("- We answer questions", "- We post the film on Google+.\n- We answer questions")
    found = complete(checker, checker.read(text))
    ((step,),) = found.sets
    assert (step.element, step.name, step.effect) == ("", "Google+", ("closed-platform",))
    assert [e.quote for e in step.drop] == ["We post the film on Google+."]
    assert found.verified == (True,)


def test_what_is_ignored_need_not_be_completed(checker: Checker, texts: Mapping[str, str]) -> None:
    ignored = texts["middling"] + "\n<!-- briefprism: ignore not-measured because the library counts visitors anyway -->\n"
    assert not complete(checker, checker.read(texts["middling"])).already
    assert complete(checker, checker.read(ignored)).already


def test_only_one_finding_may_be_meant(checker: Checker, texts: Mapping[str, str]) -> None:
    found = complete(checker, checker.read(texts["weak"]), "nobody-named")
    assert [[a.element for a in additions] for additions in found.sets] == [["audience"]]
    with pytest.raises(UsageError, match="did you mean 'nobody-named'"):
        complete(checker, checker.read(texts["weak"]), "nobody-name")


def test_no_plan_is_not_completed(checker: Checker, texts: Mapping[str, str]) -> None:
    with pytest.raises(UsageError, match="does not read like a plan"):
        complete(checker, checker.read(texts["press"]))


def test_every_element_has_an_example_that_is_accepted_in_a_short_plan(checker: Checker) -> None:
    heard = {s.element for s in checker.check(SHORT).signals if s.state == "present"}
    for element, examples in load_additions().items():
        reports = [checker.check(with_sentences(SHORT, [s])) for s in examples.sentences]
        states = [next(s.state for s in r.signals if s.element == element) for r in reports]
        assert element in heard or "present" in states, element

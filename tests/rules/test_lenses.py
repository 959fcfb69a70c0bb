"""Lenses: every one loads, names known elements, and judges a plan by what it says."""

from __future__ import annotations

import pytest

from briefprism.models.errors import UsageError
from briefprism.models.signal import Signal
from briefprism.rules.lenses import lens_names, load_lens, look


def test_the_five_lenses_are_there() -> None:
    assert lens_names() == ("barcelona", "oasis", "peso", "race", "sostac")


@pytest.mark.parametrize("name", lens_names())
def test_a_lens_covers_nothing_of_an_empty_plan_and_never_a_part_that_it_does_not_look_for(name: str) -> None:
    lens = load_lens(name)
    elements = {e for part in lens.parts for e in part.elements}
    nothing = look(lens, [Signal(e, "missing", 1, "model") for e in elements])
    everything = look(lens, [Signal(e, "present", 1, "model") for e in elements])
    assert {v.state for v in nothing.parts} <= {"missing", "not looked for"}
    for view in everything.parts:
        whole = view.part.elements and not view.part.not_looked_for
        assert view.state == ("covered" if whole else "partly" if view.part.elements else "not looked for")


def test_one_of_several_is_enough_and_unclear_is_no_cover() -> None:
    signals = [Signal("search_findability", "missing", 1, "model"), Signal("sharing", "present", 1, "model"),
               Signal("goal", "unclear", 1, "model"), Signal("target", "missing", 1, "model")]  # fmt: skip
    plan, reach, *_ = look(load_lens("race"), signals).parts
    assert (plan.state, plan.lacks) == ("unclear", ("goal", "target"))
    assert (reach.state, reach.has, reach.lacks) == ("covered", ("sharing",), ())


def test_an_unknown_lens_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'sostac'"):
        load_lens("sostak")

"""How far a fact is from what was given. Firings may go round in a circle, where a rule concludes what it rests on; proofs may not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from briefprism.models.logic import Derivation, Fact, Step


class Heights:
    """The least height of each fact of a derivation; ``given`` are those that need no proof, and so are those that nothing concludes."""

    def __init__(self, derivation: Derivation, given: Collection[Fact]) -> None:
        self._derivation, self._given = derivation, given

    def lowest(self, fact: Fact) -> Step | None:
        """The firing of least height that concluded a fact, the first of equals; None for what was given."""
        if fact in self._given:
            return None
        grounded = [step for step in self._derivation.steps_for(fact) if self._supported(step, self._heights)]
        return min(grounded, key=lambda step: (self._height(step, self._heights), step), default=None)

    @cached_property
    def _heights(self) -> Mapping[Fact, int]:
        """0 when given, else one more than the highest fact of the lowest firing."""
        heights = {fact: 0 for fact in self._derivation.facts if fact in self._given or not self._derivation.steps_for(fact)}
        pending = list(self._derivation.steps)
        while ready := [step for step in pending if self._supported(step, heights)]:
            pending = [step for step in pending if not self._supported(step, heights)]
            found = [(step.fact, self._height(step, heights)) for step in ready]
            for fact, height in found:
                heights[fact] = min(heights.get(fact, height), height)
        return heights

    @staticmethod
    def _supported(step: Step, heights: Mapping[Fact, int]) -> bool:
        return all(fact in heights for support in step.because for fact in support.facts)

    @staticmethod
    def _height(step: Step, heights: Mapping[Fact, int]) -> int:
        return 1 + max((heights[fact] for support in step.because for fact in support.facts), default=0)

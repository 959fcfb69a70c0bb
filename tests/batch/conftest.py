"""Tables for the tests, and a labeller that needs no catalogue."""

from __future__ import annotations

import pytest

from briefprism.batch.labelling import Labeller
from briefprism.models.table import Column, Outcome


class Echo:
    """Says of a string what it is; counts how often it was asked."""

    columns = (Column("bp_label"), Column("bp_social", "flag"), Column("bp_confidence", "number"))

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __call__(self, text: str, description: str = "") -> Outcome:
        self.asked.append((text, description))
        label = "unknown" if text.startswith("?") else f"<{text.strip().lower()}{description}>"
        social = None if label == "unknown" else len(text) % 2 == 0
        return Outcome((label, social, float(len(text))), ("", label, "", "", ""))


@pytest.fixture(scope="session")
def echo_type() -> type[Echo]:
    return Echo


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def labeller(echo: Echo) -> Labeller:
    return Labeller(echo)

"""What a long run says of itself."""

from __future__ import annotations

import pytest

from briefprism.cli.progress import brief_words, progress_words, shown


@pytest.mark.parametrize(
    ("rows", "share", "seconds", "words"),
    [
        (1_200_000, 0.25, 3.0, "1,200,000 rows, 400,000 a second, 0:09 left"),
        (1_000, 0.01, 1.0, "1,000 rows, 1,000 a second, 1:39 left"),
        (1_000, None, 2.0, "1,000 rows, 500 a second"),
        (0, 0.0, 0.0, "0 rows, 0 a second"),
    ],
)
def test_progress_words(rows: int, share: float | None, seconds: float, words: str) -> None:
    assert progress_words(rows, share, seconds) == words


@pytest.mark.parametrize(
    ("briefs", "share", "seconds", "words"),
    [(120, 0.12, 6.0, "120 of 1,000 briefs, 0:44 left"), (1, 1 / 24, 2.0, "1 of 24 briefs, 0:46 left"), (0, None, 0.0, "0 briefs")],
)
def test_brief_words(briefs: int, share: float | None, seconds: float, words: str) -> None:
    assert brief_words(briefs, share, seconds) == words


def test_a_pipe_sees_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with shown() as progress:
        progress(10, 0.5)
    assert capfd.readouterr() == ("", "")

"""Training: joins the training texts, the labellers and the place of the weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import as_file, files
from pathlib import Path

from briefprism.data.lines import TrainingLine
from briefprism.hall.brief.pipeline import rule_pack
from briefprism.models.errors import UsageError
from briefprism.models.labels import ELEMENTS
from briefprism.rules.loader import BUILT_IN


def train(target: Path | None, say: Callable[[str], None], own: Path | None = None) -> Mapping[str, float]:
    """Train all labellers; ``target`` None writes into the package. ``own``: a folder with a user's decided sentences.

    Returns:
        Figures measured by leaving one voice out.

    Raises:
        UsageError: when ``own`` holds no decided sentence.
    """
    from briefprism.classifier.examples import ExampleReader
    from briefprism.classifier.training import train as run
    from briefprism.classifier.vectors import Encoder
    from briefprism.hall.brief.labellers import labellers

    lines = own_lines(own) if own else ()
    with as_file(files("briefprism.data")) as data:
        reader = ExampleReader(data / "training", labellers().finder, labellers().traits, lines)
        folder = target or data / "weights"
        folder.mkdir(parents=True, exist_ok=True)
        return run(reader, Encoder(memo=1_000_000), folder, say)


def own_lines(folder: Path) -> tuple[TrainingLine, ...]:
    """A user's decided sentences as training lines of a voice of their own.

    What nobody decided on counts as not said, as in all training lines.

    Raises:
        UsageError: when there is none.
    """
    found = rule_pack((*BUILT_IN, str(folder))).sentences
    if not found:
        raise UsageError(str(folder), "it holds no decided sentences", "decide some with `briefprism review`, or leave --with away")
    return tuple(TrainingLine("own", s.heading, "sentence", s.text, s.says & frozenset(ELEMENTS), "yes") for s in found)

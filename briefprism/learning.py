"""Training: joins the training texts, the labellers and the place of the weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import as_file, files
from pathlib import Path


def train(target: Path | None, say: Callable[[str], None]) -> Mapping[str, float]:
    """Train all labellers; ``target`` None writes into the package.

    Returns:
        Figures measured by leaving one voice out.
    """
    from briefprism.classifier.examples import ExampleReader
    from briefprism.classifier.training import train as run
    from briefprism.classifier.vectors import Encoder
    from briefprism.pipeline import labellers

    with as_file(files("briefprism.data")) as data:
        reader = ExampleReader(data / "training", labellers().finder, labellers().traits)
        folder = target or data / "weights"
        folder.mkdir(parents=True, exist_ok=True)
        return run(reader, Encoder(memo=1_000_000), folder, say)

"""`briefprism train` and `briefprism evaluate`: for those who look after the labels."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def train(
    output: Annotated[Path | None, typer.Option("--output", help="Where the weights go; none: into the package.")] = None,
    own: Annotated[Path | None, typer.Option("--with", help="A folder of yours whose decided sentences are learned from, too.")] = None,
) -> None:
    """Train the labellers from the training texts, the same bytes every time."""
    from briefprism.hall.upkeep.learning import train as run

    figures = run(output, lambda line: print(line, file=sys.stderr), own)
    for name, value in figures.items():
        print(f"{name}: {value:.3f}")


def evaluate(
    folder: Annotated[Path, typer.Argument(help="A folder with briefs/ (NNN.txt, gold.jsonl) and platforms.csv.")],
    errors: Annotated[bool, typer.Option("--errors", help="List every cell and name that is wrong.")] = False,
) -> None:
    """Measure the labels on gold data that the training never saw."""
    from briefprism.hall.upkeep.evaluation import evaluate as run

    sys.stdout.write(run(folder, errors))

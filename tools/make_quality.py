"""Write docs/quality.md: python tools/make_quality.py [FOLDER], with gold data in the form that `briefprism evaluate` takes.

Without FOLDER the figures of the training alone are written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from briefprism.data.weights import manifest
from briefprism.hall.upkeep.evaluation import evaluate
from briefprism.models.labels import FURTHER_ELEMENTS
from briefprism.models.rule import CRAFT_ELEMENTS

_SHARES = ("missing, and right", "present, and right", "found")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "quality.md"


def further(figures: Mapping[str, float]) -> str:
    """The further elements with their figures, those that rules ask for first."""
    rows = [f"| {name} | {value:.3f} |" for name, value in figures.items() if ":" not in name]
    lines = ["| all further elements | figure |", "| --- | --- |", *rows, ""]
    for title, wanted in (("asked for by rules", True), ("left out", False)):
        lines += [f"| {title} | briefs that say it | missing, and right | present, and right | found |", "| --- | --- | --- | --- | --- |"]
        for e in FURTHER_ELEMENTS:
            if (e in CRAFT_ELEMENTS) == wanted:
                shares = " | ".join(f"{figures[f'{e}: {what}']:.2f}" for what in _SHARES)
                lines.append(f"| {e} | {figures[f'{e}: briefs that say it']:.0f} | {shares} |")
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def main() -> int:
    """Put fresh figures between the markers of the page; the words around them are written by hand."""
    files = manifest()["files"]
    trained = ("labels.npz", "status.npz", "described.npz")
    held_out = "\n".join(f"| {name} | {value:.3f} |" for file in trained for name, value in files[file]["figures"].items())
    blocks = {
        "held-out": f"| what | figure |\n| --- | --- |\n{held_out}\n",
        "further": further(files["craft.npz"]["figures"]),
    }
    if sys.argv[1:]:
        blocks["evaluate"] = evaluate(Path(sys.argv[1]))
    page = PAGE.read_text(encoding="utf-8")
    for name, block in blocks.items():
        pattern = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
        page = pattern.sub(lambda _, block=block: block, page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Write docs/quality.md: python tools/make_quality.py FOLDER, with gold data in the form that `briefprism evaluate` takes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from briefprism.data.weights import manifest
from briefprism.evaluation import evaluate

PAGE = Path(__file__).resolve().parent.parent / "docs" / "quality.md"


def main() -> int:
    """Put fresh figures between the markers of the page; the words around them are written by hand."""
    files = manifest()["files"]
    trained = ("labels.npz", "status.npz", "described.npz")
    held_out = "\n".join(f"| {name} | {value:.3f} |" for file in trained for name, value in files[file]["figures"].items())
    blocks = {
        "evaluate": evaluate(Path(sys.argv[1])),
        "held-out": f"| what | figure |\n| --- | --- |\n{held_out}\n",
    }
    page = PAGE.read_text(encoding="utf-8")
    for name, block in blocks.items():
        pattern = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
        page = pattern.sub(lambda _, block=block: block, page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

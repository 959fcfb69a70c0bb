"""Refuse training texts that are near-duplicates, or that share eight words in a row with texts they must not know.

python tools/check_training.py [FOLDER OF TEXTS ...]: the folders hold .txt files such as evaluation briefs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from briefprism.data.corpus import read_voice
from briefprism.data.lines import read_lines, read_statuses

TRAINING = Path(__file__).resolve().parent.parent / "briefprism" / "data" / "training"
_RUN = 8
_SHARED = 0.5


def texts() -> Iterator[tuple[str, str]]:
    """(place, text) of every training text."""
    for folder in ("briefs", "kinds"):
        for path in sorted((TRAINING / folder).glob("*.txt")):
            yield from ((f"{path.name}: {brief.id}", brief.text) for brief in read_voice(path))
    for path in sorted((TRAINING / "lines").glob("hand_*.jsonl")):
        yield from ((f"{path.name}:{n}", line.text) for n, line in enumerate(read_lines(path), 1))
    for path in sorted((TRAINING / "lines").glob("status*.jsonl")):
        yield from ((f"{path.name}:{n}", line.text) for n, line in enumerate(read_statuses(path), 1))


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of eight words."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}


def main() -> int:
    """Print every fault; 1 when there is one."""
    forbidden = {
        run: path.name for folder in sys.argv[1:] for path in sorted(Path(folder).glob("*.txt")) for run in runs(path.read_text("utf-8"))
    }
    owners: dict[tuple[str, ...], str] = {}
    faults = []
    for place, text in texts():
        found = runs(text)
        if known := next((run for run in found if run in forbidden), None):
            faults.append(f"{place}: shares {' '.join(known)!r} with {forbidden[known]}")
        shared = [owners[run] for run in found if run in owners and owners[run] != place]
        if not place.startswith("status") and found and len(shared) > _SHARED * len(found):
            faults.append(f"{place}: a near-duplicate of {max(set(shared), key=shared.count)}")
        owners |= dict.fromkeys(found, place)
    print("\n".join(faults) or "no near-duplicates, nothing shared")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())

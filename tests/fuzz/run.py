"""Fuzz a target: python tests/fuzz/run.py [--seconds 60] TARGET. Needs `pip install atheris`.

New inputs that reach new code go to a folder of their own, which is printed; a crash is written there too, and its name ends
the output. Move a crash to `corpus/TARGET/`, where `test_targets.py` runs it from then on.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run libFuzzer on one target; its exit code is ours."""
    import atheris

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="where new inputs and crashes go")
    told = parser.parse_args()
    keep = told.keep or Path(tempfile.mkdtemp(prefix=f"fuzz-{told.target}-"))
    keep.mkdir(parents=True, exist_ok=True)
    print(f"new inputs and crashes: {keep}", flush=True)
    corpus = HERE / "corpus" / told.target
    sys.path[:0] = [str(HERE), str(HERE.parent.parent)]
    with atheris.instrument_imports(include=["briefprism", "markdown_it"]):
        target = importlib.import_module("targets").TARGETS[told.target]
        for seed in sorted(corpus.iterdir()):
            target(seed.read_bytes())  # what is imported when first needed is instrumented, too
    limits = [f"-max_total_time={told.seconds}", "-timeout=120", "-rss_limit_mb=3000", "-max_len=4096", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={keep}/", str(keep), str(corpus)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""Ask the public list of known holes about all that users get: python tools/check_holes.py. Needs pip-audit, and the network.

Exit code 1: a version that we pin has a hole. Where the list cannot be asked, that is said and nothing more: no connection is no
fault of what was checked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"


def asked() -> str:
    """What pip-audit says of the lock, as JSON; nothing where it breaks off."""
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "10", "--format", "json"]
    command = [sys.executable, "-m", "pip_audit", *options, "--requirement", str(LOCK)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own command


def told(answer: str) -> tuple[list[str], bool]:
    """Lines for a person, and whether there is a hole."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        return ["the list of known holes cannot be reached; nothing was looked at"], False
    holes = [f"{p['name']} {p['version']}: {hole['id']}" for p in packages for hole in p.get("vulns", ())]
    unasked = sum("skip_reason" in p for p in packages)
    return [*holes, f"{len(packages)} packages, {len(holes)} known holes; {unasked} of them the list did not answer about"], bool(holes)


def main() -> int:
    """Print, and say by the exit code whether there is a hole."""
    lines, holes = told(asked())
    print("\n".join(lines))
    return int(holes)


if __name__ == "__main__":
    sys.exit(main())

"""Lines for a person, on standard error."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """One line, without characters that a terminal would obey: names of files stand in it."""
    print(" ".join("".join(c if c.isprintable() else " " for c in line).split()), file=sys.stderr)

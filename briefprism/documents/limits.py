"""What is said when a document costs more than it may."""

from __future__ import annotations

from typing import Final

from briefprism.models.document import Limits
from briefprism.models.errors import InputError

DEFAULT: Final = Limits()
NONE: Final = Limits(max_text=1 << 62, max_cells=1 << 62, max_depth=1 << 62)
"""For a document that was read within limits before."""
_PART: Final = "save only the part that is the plan"


class LimitError(Exception):
    """A limit was passed, wherever that was seen; who knows the name of the file makes an ``InputError`` of it."""

    def __init__(self, fault: str, limit: str, value: float, otherwise: str = _PART) -> None:
        super().__init__(fault)
        self.fault = fault
        how = f"check --limit {limit}={value * 2:.0f}, or [limits] in briefprism.toml"
        self.step = f"{otherwise}; if you trust it, raise {limit} ({how})"

    def of(self, name: str) -> InputError:
        """The same as an error that a person meets."""
        return InputError(name, self.fault, self.step)


def too_long(limit: float, otherwise: str = _PART) -> LimitError:
    """Reading took too long."""
    return LimitError(f"reading it took longer than {limit:g} seconds", "max_seconds", limit, otherwise)


def too_large(limit: int) -> LimitError:
    """Reading took too much memory."""
    return LimitError(f"reading it takes more than {limit:,} bytes of memory", "max_memory", limit)

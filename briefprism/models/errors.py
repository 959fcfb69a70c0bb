"""The exception tree. Every error a user meets names the place, the fault and the next step."""

from __future__ import annotations


class BriefprismError(Exception):
    """Base of all errors that a user can put right.

    ``place`` is a file with line, an option or an input; ``fault`` says what is wrong; ``step`` says what to do.
    """

    def __init__(self, place: str, fault: str, step: str) -> None:
        super().__init__(f"{place}: {fault}; {step}")
        self.place, self.fault, self.step = place, fault, step

    def __reduce__(self) -> tuple[type[BriefprismError], tuple[str, str, str]]:
        """An error that another process met is the same error here."""
        return type(self), (self.place, self.fault, self.step)


class InputError(BriefprismError):
    """A brief, a table or a name list cannot be read."""


class UsageError(BriefprismError):
    """An option or an argument makes no sense."""


class DataError(BriefprismError):
    """Shipped or user data (catalogue, training text, weights) is broken."""


class PackError(BriefprismError):
    """A rule pack is broken."""


class EngineError(BriefprismError):
    """A rule engine failed or gave an answer that cannot be trusted."""

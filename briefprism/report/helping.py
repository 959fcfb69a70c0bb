"""What is said of the help of a language model: before it, and after it."""

from __future__ import annotations

from collections.abc import Iterator

from briefprism.models.doubt import Help, Outline
from briefprism.models.report import LlmUse
from briefprism.report.quotes import shorten


def leaving(source: str, outline: Outline) -> str:
    """Which texts leave the machine, where to, and at what cost; said before they do."""
    who = f"{shorten(outline.model)} at {shorten(outline.server)}"
    if not outline.calls:
        return f"{shorten(source)}: {who} answered all of this before; nothing leaves this machine.\n"
    calls = f"{outline.calls} call{'s' * (outline.calls != 1)}, at most about {outline.tokens:,} tokens"
    price = f", at most {outline.price:.4f} by your price" if outline.price is not None else ""
    left = f"; {outline.left} more are beyond the limits of the settings" if outline.left else ""
    head = f"{shorten(source)}: this text leaves your machine for {who} ({calls}{price}{left}):\n"
    return head + "".join(f"  - {shorten(text)}\n" for text in outline.texts)


def helped(use: LlmUse) -> Iterator[str]:
    """Who was asked about how much, and what was believed; one sentence each."""
    who = f"{shorten(use.model)} at {shorten(use.server)}"
    passages = f"{len(use.sent)} passage{'s' * (len(use.sent) != 1)} of the brief"
    yield f"{who} was asked about {passages}." if use.sent else f"{who}: there was nothing to ask about."
    if use.accepted or use.dropped:
        refused = f", {use.dropped} refused: they do not quote what they were asked about" if use.dropped else ""
        yield f"{use.accepted} answer{'s' * (use.accepted != 1)} taken{refused}. Nobody has checked what was taken."
    if use.note:
        yield use.note


def note_of(found: Help) -> str:
    """One sentence when something is to be said of the help; else nothing."""
    if found.fault:
        return f"The language model gave no help: {found.fault}. The report is as it would be without it."
    if found.left:
        return f"The limits of the settings left {found.left} question{'s' * (found.left != 1)} to the language model out."
    return ""


def table_note(found: Help) -> str:
    """What became of the names of a table."""
    parts = [f"the language model labelled {len(found.names)} names"]
    if found.dropped:
        parts.append(f"{found.dropped} answers were refused, because they do not quote what was asked")
    if found.fault:
        parts.append(f"the server failed: {found.fault}")
    if found.left:
        parts.append(f"{found.left} calls are left; run it again to go on")
    return "; ".join(parts) + "\n"

"""Mails (.eml): the subject, the body, and the names of what is attached."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

from briefprism.documents.flow import Flow
from briefprism.documents.html import decode_html, write_html
from briefprism.documents.limits import LimitError
from briefprism.documents.plain import decoded
from briefprism.documents.writer import words
from briefprism.models.document import Document, Limits


def read_eml(source: str, raw: bytes, limits: Limits) -> Document:
    """A mail. Lines that begin with ">" quote somebody else, as they do in Markdown."""
    mail = message_from_bytes(raw, policy=default)
    if sum(1 for _ in mail.walk()) > limits.max_parts:
        raise LimitError(f"it has more than {limits.max_parts:,} parts", "max_parts", limits.max_parts, "save its text as a .txt file")
    flow = Flow(limits)
    flow.writer.heading(1, words(str(mail["subject"] or "")), "subject")
    body = mail.get_body(("plain", "html"))
    if body is not None and body.get_content_subtype() == "html":
        write_html(flow, decode_html(body.get_payload(decode=True), body.get_content_charset()))  # type: ignore[arg-type]
    elif body is not None:
        payload = body.get_payload(decode=True)
        _plain(flow, decoded(payload if isinstance(payload, bytes) else b"", (body.get_content_charset(),)))
    names = [name for part in mail.iter_attachments() if (name := part.get_filename())]
    if names:
        flow.writer.paragraph(words(f"Attached, and not read: {', '.join(names)}"), "attachments")
    return flow.writer.document(source, "eml")


def _plain(flow: Flow, text: str) -> None:
    """Each stretch between empty lines as it stands, with its first line as its place."""
    lines: list[str] = []
    first = 1
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            first = first if lines else number
            lines.append(line)
        elif lines:
            flow.writer.paragraph(words("\n".join(lines)), f"body, line {first}")
            lines.clear()

"""The JSON that programs rely on, as types. The published JSON Schema is generated from them.

Fields may be added; none goes away or changes its meaning without a new ``SCHEMA`` number.
"""

from __future__ import annotations

from typing import Final, Literal, NotRequired, TypedDict

from briefprism.models.labels import Label, Severity, State, Status

SCHEMA: Final = 1


class EvidenceJson(TypedDict):
    """Words of the brief: ``source[start:end] == quote``, offsets in code points; ``place`` is where in a document, such as "page 3"."""

    quote: str
    start: int
    end: int
    confidence: float
    place: NotRequired[str]


class SearchJson(TypedDict):
    """A search that found nothing."""

    looked_for: str
    closest: EvidenceJson | None
    needed: float


class SignalJson(TypedDict):
    """The state of one element."""

    state: State
    confidence: float
    by: str
    evidence: NotRequired[list[EvidenceJson]]
    search: NotRequired[SearchJson]
    told: NotRequired[str]


class ClassificationJson(TypedDict):
    """The label of one name."""

    text: str
    platform: str | None
    label: Label
    path: list[str]
    kind: str | None
    social: bool | None
    paid: bool
    contested: bool
    confidence: float
    by: Literal["catalogue", "host", "fuzzy", "pattern", "model", "llm"]
    reason: str
    closed: int | None
    renamed_to: str | None


class MentionJson(ClassificationJson):
    """A platform named in a brief."""

    status: Status
    start: int
    end: int


class ProofJson(TypedDict):
    """One statement of a proof and what it rests on."""

    fact: str
    kind: Literal["observed", "absent", "derived"]
    rule: NotRequired[str]
    because: list[ProofJson]
    evidence: list[EvidenceJson]
    search: NotRequired[SearchJson]
    told: NotRequired[str]


class FindingProofJson(TypedDict):
    """The top of a finding's proof."""

    rule: str
    because: list[ProofJson]


class FindingJson(TypedDict):
    """A gap that a rule found."""

    rule: str
    pack: str
    severity: Severity
    title: str
    why: str
    fix: str
    ask: str
    source: str
    root: bool
    follows: list[str]
    evidence: list[EvidenceJson]
    proof: FindingProofJson


class VerdictJson(TypedDict):
    """Whether the plan is complete (null: not judged), in one sentence, and the findings that decide it."""

    complete: bool | None
    summary: str
    because: list[str]


class CoverageJson(TypedDict):
    """How many platforms the plan uses of each label and kind."""

    media: int
    channel: int
    network: int
    not_social: int
    kinds: dict[str, int]


class SentJson(TypedDict):
    """Words of the brief that were sent to a language model."""

    text: str
    start: int
    end: int


class LlmJson(TypedDict):
    """The help of a language model: who was asked, what was sent, how many answers were taken and how many refused."""

    model: str
    server: str
    sent: list[SentJson]
    accepted: int
    dropped: int
    note: str


class IgnoredJson(TypedDict):
    """A finding that was set aside, why, and where that is written."""

    rule: str
    title: str
    reason: str
    place: str


class LensPartJson(TypedDict):
    """One part of a lens and whether the plan covers it."""

    part: str
    question: str
    state: Literal["covered", "partly", "unclear", "missing", "not looked for"]
    has: list[str]
    lacks: list[str]
    note: str


class LensJson(TypedDict):
    """A plan seen through a known framework of planning."""

    lens: str
    title: str
    source: str
    parts: list[LensPartJson]


class ReportJson(TypedDict):
    """The report on one brief."""

    schema: int
    version: str
    fingerprint: str
    source: str
    language: str
    words: int
    is_plan: bool | None
    verdict: VerdictJson
    mentions: list[MentionJson]
    elements: dict[str, SignalJson]
    findings: list[FindingJson]
    coverage: CoverageJson
    llm: NotRequired[LlmJson]
    ignored: NotRequired[list[IgnoredJson]]
    lenses: NotRequired[list[LensJson]]

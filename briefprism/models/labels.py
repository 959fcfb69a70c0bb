"""The closed vocabularies: labels, kinds, statuses, elements, severities (source: the project's ontology)."""

from __future__ import annotations

from typing import Final, Literal

Label = Literal["media", "channel", "network", "not_social", "unknown"]
Status = Literal["used", "excluded", "past", "considered", "other"]
State = Literal["present", "missing", "unclear"]
Severity = Literal["error", "warning", "advice", "consequence"]

PATHS: Final[dict[str, tuple[str, ...]]] = {
    "media": ("media",),
    "channel": ("media", "channel"),
    "network": ("media", "channel", "network"),
    "not_social": (),
    "unknown": (),
}
"""Label to its chain upwards, widest first: a network is a channel, and a channel is part of social media."""

LABEL_WORDS: Final[dict[str, str]] = {
    "media": "social media (in general)",
    "channel": "a social channel",
    "network": "a social network",
    "not_social": "not social",
    "unknown": "unknown",
}
"""How a label is printed to a person (source: the ontology)."""

STATUSES: Final[tuple[Status, ...]] = ("used", "excluded", "past", "considered", "other")

SOCIAL_KINDS: Final = (
    "social-network", "professional-network", "niche-network", "microblog", "blog", "forum", "question-answer", "wiki",
    "reviews", "video", "live-video", "pictures", "audio", "podcast", "messaging", "community-chat", "documents",
    "bookmarks-curation", "events", "location", "crowdfunding", "social-commerce", "tool", "umbrella",
)  # fmt: skip
OTHER_KINDS: Final = (
    "broadcast", "print", "outdoor", "press", "email", "website", "search", "search-ads", "marketplace", "ai-assistant",
    "other",
)  # fmt: skip
KINDS: Final = SOCIAL_KINDS + OTHER_KINDS
"""The petals of the Conversation Prism (Brian Solis) in stable words, and the places outside social media."""

ELEMENTS: Final = (
    "goal", "target", "audience", "content_creation", "owned_hub", "search_findability", "sharing", "link_back",
    "beyond_networks", "format_read", "format_watch", "format_listen", "format_by_audience", "interaction",
    "measurement", "measuring_tool", "cadence", "consistency", "integration", "traditional_media", "owner", "budget",
    "timeline", "term_confusion",
)  # fmt: skip
"""What a plan can say, in the order in which a report lists it."""

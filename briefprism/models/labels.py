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

EXPERTS: Final = "craft"
"""The pack of what experts add: a second part of a report, which makes no plan incomplete and fails no check."""

FURTHER_ELEMENTS: Final = (
    "problem", "accounts_review", "competitors", "starting_figure", "listening", "last_results", "goal_purpose", "output_goal",
    "audience_everyone", "audience_barrier", "place_evidence", "wanted_response", "journey", "position", "key_message",
    "tone_of_voice", "next_step", "place_purpose", "closing_rule", "themes", "peaks", "calendar", "makers", "same_post",
    "permission", "answer_promise", "house_rules", "service_route", "staff_rules", "approver", "outcome_metric",
    "output_metric", "vanity_metric", "reasons_metric", "link_tagging", "review_date", "method", "crisis_path", "disclosure",
    "lawful_basis", "ai_label", "account_control", "influencers", "custom_audience", "ai_media",
)  # fmt: skip
"""What experts look for beyond the ontology (meanings: ``data/training/craft/GUIDE.md``)."""

LEFT_OUT: Final = frozenset(
    {
        "themes", "makers",  # "missing" is right in less than 0.8 of the cases
        "same_post", "vanity_metric",  # they matter where they are present, and "present" is right in less than 0.8
        "reasons_metric",  # of three, none was found
        "output_goal", "audience_everyone", "journey", "position", "output_metric", "disclosure", "lawful_basis", "ai_label",
        "account_control", "influencers", "custom_audience", "ai_media",  # fewer than three texts say it: nobody can tell how good it is
    }
)  # fmt: skip
"""Further elements that no rule may ask for, because they are not labelled well enough on voices left out: docs/quality.md."""

"""One page on three words: network, channel, media. A picture that answers, and ten questions to try oneself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from briefprism.hall.brief.pipeline import classify, glossary
from briefprism.models.platform import Classification
from briefprism.web.desk import desk_of
from briefprism.web.forms import opened_form
from briefprism.web.templating import page

router = APIRouter(include_in_schema=False)
LABELS: Final = ("network", "channel", "media", "not_social")
ASKED: Final = {"pinterest": "Pinterest", "podcast": "a podcast", "blog": "your blog", "billboard": "a billboard"}
_NAMES: Final = {"blog": "blog", "podcast": "podcast", "billboard": "billboard"}
KNOWN: Final = (
    "Facebook", "Newsletter", "Forum", "Hootsuite", "LinkedIn", "Radio", "Reddit", "Podcast", "Instagram", "Press release",
    "Wikipedia", "Bluesky", "Google Ads", "Influencers", "Discord", "TikTok", "Billboard", "Blog", "Mastodon", "Website",
    "Quora", "Pinterest", "Netflix", "Buffer", "WhatsApp", "Snapchat", "Flyer", "Product Hunt", "Threads", "TV",
    "Twitch", "Nextdoor", "Search engine", "Linktree", "Tripadvisor", "Weibo", "Magazine", "Telegram", "Xing", "ChatGPT",
)  # fmt: skip
"""Names that most people have heard of. What they are is asked of the catalogue, here as everywhere."""
_QUESTIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Quizzed:
    """One question: the name, what was answered (empty: nothing yet), and what it is."""

    name: str
    said: str
    found: Classification

    @property
    def right(self) -> bool:
        """Whether the answer is what the catalogue says."""
        return self.said == self.found.label


def ten_names(day: date) -> Sequence[str]:
    """The names of a day; everybody gets the same, and four days have different ones."""
    start = day.toordinal() * _QUESTIONS % len(KNOWN)
    return KNOWN[start : start + _QUESTIONS]


@router.get("/words")
async def words(request: Request, ask: str = "pinterest", said: str = "") -> Response:
    """The page; ``said`` is the place in the picture that was chosen for ``ask``."""
    asked = ask if ask in ASKED else "pinterest"
    answer = await desk_of(request).run(_page, asked, said if said in LABELS else "", {}, datetime.now(UTC).date())
    answer.headers["cache-control"] = "no-cache"
    return answer


@router.post("/words")
async def answered(request: Request) -> Response:
    """The page with the answers to the ten questions."""
    async with opened_form(request) as form:
        answers = {key: value for key, value in form.items() if isinstance(value, str)}
    return await desk_of(request).run(_page, "pinterest", "", answers, _day(answers.get("day", "")))


def _page(asked: str, said: str, answers: Mapping[str, str], day: date) -> Response:
    found = classify([_NAMES.get(asked, ASKED[asked])])[0]
    names = ten_names(day)
    quiz = [Quizzed(name, answers.get(f"q{n}", ""), label) for n, (name, label) in enumerate(zip(names, classify(names), strict=True))]
    return page(
        "words.html", asked=asked, questions=ASKED, said=said, found=found, quiz=quiz, answered=bool(answers), day=day.isoformat(),
        labels=LABELS, terms=glossary(), right=sum(q.right for q in quiz),
    )  # fmt: skip


def _day(given: str) -> date:
    """The day that the questions were asked on; today where that cannot be read."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return datetime.now(UTC).date()

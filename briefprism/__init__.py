"""briefprism: labels what a marketing brief names and says, and reasons over it why the plan is incomplete."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefprism.api import check, check_many, check_table, classify, classify_table, explain
    from briefprism.hall.tables.labeler import PlatformLabeler
    from briefprism.models.report import Report
    from briefprism.models.settings import Settings

__all__ = ["PlatformLabeler", "Report", "Settings", "check", "check_many", "check_table", "classify", "classify_table", "explain"]

_HOMES = {
    "PlatformLabeler": "briefprism.hall.tables.labeler",
    "Report": "briefprism.models.report",
    "Settings": "briefprism.models.settings",
    **dict.fromkeys(("check", "check_many", "check_table", "classify", "classify_table", "explain"), "briefprism.api"),
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that importing the package stays cheap."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

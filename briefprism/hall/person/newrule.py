"""Writing the file of a new rule, with failing tests, for somebody to fill in."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from briefprism.hall.brief.pipeline import rule_pack
from briefprism.hall.sources import write_whole
from briefprism.models.errors import UsageError


def new_rule(rule_id: str, folder: Path) -> Path:
    """Write ``folder/RULE.yaml``; returns the file.

    Raises:
        UsageError: when the id has not the right form, or is taken.
        InputError: when the file cannot be written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule_id):
        raise UsageError("rules new", f"{rule_id[:60]!r} is no id for a rule", "write small letters and hyphens, such as no-budget-for-ads")
    if rule_id in {rule.id for rule in rule_pack().rules}:
        raise UsageError("rules new", f"the pack core has a rule {rule_id!r}", "choose another id, or write a file with 'override:'")
    path = folder / f"{rule_id}.yaml"
    if path.exists():
        raise UsageError(str(path), "this file exists already", "choose another id, or edit the file")
    form = (files("briefprism.rules") / "new_rule.yaml.txt").read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(str(folder), f"no folder can be made here ({error.strerror})", "name another folder") from error
    write_whole(path, form.format(id=rule_id, title=rule_id.replace("-", " ").capitalize()).encode("utf-8"))
    return path

"""Setting findings aside: those that somebody ignores with a reason, and those that a baseline knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefprism.models.finding import Finding
from briefprism.models.report import Ignored


def set_aside(
    findings: Sequence[Finding], reasons: Mapping[str, tuple[str, str]], known: frozenset[str], source: str
) -> tuple[tuple[Finding, ...], tuple[Ignored, ...]]:
    """The findings that stay, and those set aside.

    A consequence of nothing but findings set aside goes with them; what else they caused becomes a root.

    Args:
        findings: all findings of a plan.
        reasons: rule to (reason, place where it is written).
        known: keys of findings that a baseline holds.
        source: the name of the brief.
    """
    aside = {f.rule: reasons[f.rule] for f in findings if f.rule in reasons}
    aside |= {f.rule: ("it is in the baseline", "the baseline") for f in findings if f.rule not in aside and key(f, source) in known}
    if not aside:
        return tuple(findings), ()
    for finding in findings:
        roots = {f.rule for f in findings if f.root and finding.rule in f.follows}
        if finding.severity == "consequence" and finding.rule not in aside and roots and roots <= aside.keys():
            aside[finding.rule] = (f"it follows from {', '.join(sorted(roots))}", aside[min(roots)][1])
    kept = [f for f in findings if f.rule not in aside]
    caused = {rule for f in kept for rule in f.follows}
    stay = tuple(replace(f, root=f.rule not in caused, follows=tuple(r for r in f.follows if r not in aside)) for f in kept)
    return stay, tuple(Ignored(f, *aside[f.rule]) for f in findings if f.rule in aside)


def key(finding: Finding, source: str) -> str:
    """What a baseline knows a finding by: the brief, the rule, and the words that it rests on, however they are spaced.

    What experts would add rests on all places that the plan uses, and is not new because there is one place more.
    """
    quotes = [] if finding.by_experts else sorted({" ".join(e.quote.split()) for e in finding.evidence})
    return "\n".join([source, finding.rule, *quotes])

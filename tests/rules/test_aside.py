"""Findings that are set aside, what goes with them, and what a baseline knows."""

from __future__ import annotations

from briefprism.models.finding import Finding, Proof
from briefprism.models.signal import Evidence
from briefprism.rules.aside import key, set_aside


def finding(rule: str, *follows: str, root: bool = True, severity: str = "error", quotes: tuple[str, ...] = ()) -> Finding:
    evidence = tuple(Evidence(q, 0, len(q)) for q in quotes)
    return Finding(rule, severity, rule, "", "", "", "", root, follows, evidence, Proof("", "derived"))  # type: ignore[arg-type]


FOUND = (
    finding("home", "nowhere", "rented"),
    finding("only", "rented"),
    finding("nowhere", root=False),
    finding("rented", root=False, severity="consequence"),
)


def test_a_consequence_stays_while_one_cause_stands() -> None:
    kept, ignored = set_aside(FOUND, {"home": ("it has a plan of its own", "line 3")}, frozenset(), "a.md")
    assert [(f.rule, f.root) for f in kept] == [("only", True), ("nowhere", True), ("rented", False)]
    assert [(i.finding.rule, i.reason, i.place) for i in ignored] == [("home", "it has a plan of its own", "line 3")]


def test_a_consequence_goes_with_its_last_cause_and_an_error_does_not() -> None:
    kept, ignored = set_aside(FOUND, {"home": ("a", "x"), "only": ("b", "y")}, frozenset(), "a.md")
    assert [(f.rule, f.root) for f in kept] == [("nowhere", True)]
    assert ignored[-1].reason == "it follows from home, only"


def test_a_baseline_knows_the_words_and_not_the_number() -> None:
    old = finding("closed", quotes=("Google+  page",))
    known = frozenset({key(old, "a.md")})
    again = finding("closed", quotes=("Google+ page",))
    other = finding("closed", quotes=("Vine",))
    assert set_aside([again], {}, known, "a.md")[0] == ()
    assert set_aside([other], {}, known, "a.md")[0] == (other,)
    assert set_aside([again], {}, known, "b.md")[0] == (again,)

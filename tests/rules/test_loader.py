"""Rule packs: what the shipped one holds, and what is said of every kind of fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefprism.data.terms import load_terms
from briefprism.models.errors import PackError
from briefprism.models.rule import SEVERITIES
from briefprism.rules.loader import BUILT_IN, load_packs

GOOD = """id: no-money
title: No money is set aside
severity: warning
when:
  - missing: budget
  - uses: {label: network, as: n}
then: {gap: content}
why: On {n.names} little is seen without paying.
fix: Set some money aside.
ask: How much can you spend?
source: {own: "Ours."}
examples:
  fails: ["We will post on Facebook every day."]
  passes: ["We will post on Facebook and spend 50 euros."]
"""

TABLE = """
networks-only | error | How Social Networks work for Marketing?
no-social-place | error | What is Social Media?
social-media-means-networks | warning | Is Social Network same as Social Media…?
broadcast-called-social | warning | What is Social Media?
no-content | error | 1. Creating useful content
nothing-to-share | consequence | How Social Networks work for Marketing?
no-content-home | error | 1. Creating useful content
not-found-by-search | warning | 1. Creating useful content
content-not-shared | error | 2. Sharing the content
networks-lead-nowhere | error | 2. Sharing the content
one-way-to-take-it-in | error | 3. Using various types of content
no-format | error | 3. Using various types of content
nothing-to-hear | advice | 3. Using various types of content
nothing-to-watch | advice | 3. Using various types of content
nothing-to-read | advice | 3. Using various types of content
nobody-named | error | closing words
same-for-everyone | warning | characteristics of a Social Media strategy
no-conversation | error | What is Social Media?
talks-at-people | consequence | What is Social Media?
not-measured | error | characteristics of a Social Media strategy
measured-with-nothing | advice | characteristics of a Social Media strategy
no-rhythm | error | 4. Consistency with the Strategy
stops-after-launch | consequence | 4. Consistency with the Strategy
islands | warning | closing words
rented-land | consequence | How Social Networks work for Marketing?
no-visits | consequence | 2. Sharing the content
built-for-networks | consequence | opening
not-reachable-by-all | advice | characteristics of a Social Media strategy
closed-platform | error | -
renamed-platform | advice | -
"""
"""Id, severity and heading of the article, as the project has decided them."""
SHIPPED = {cells[0]: (cells[1], cells[2]) for line in TABLE.strip().splitlines() if (cells := line.split(" | "))}

JARGON = (
    "leverage", "synerg", "kpi", "roi", "cta", "ctr", "funnel", "stakeholder", "touchpoint", "omni", "seo", "evergreen", "organic", "ugc",
    "metric", "algorithm", "monetis", "monetiz", "engagement", "conversion", "impression", "owned media", "demographic", "persona",
    "clause", "predicate", "stratum", "classifier", "threshold", "corpus", "token",
)  # fmt: skip
"""Words that a newcomer to marketing, or to this program, may not know."""


def write(folder: Path, text: str | bytes, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def fault(folder: Path) -> PackError:
    with pytest.raises(PackError) as caught:
        load_packs(("core", str(folder)))
    return caught.value


def test_the_good_rule_loads(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    rule = load_packs((str(tmp_path),)).rule("no-money")
    assert (rule.title, rule.severity, rule.concludes) == ("No money is set aside", "warning", ("gap", "content"))
    assert rule.source == "Ours."
    assert [c.kind for c in rule.when] == ["missing", "uses"]


FAULTS = [
    # what is replaced, by what, the line, the fault, the next step
    ("missing: budget", "missing: bugdet", 5, "unknown element 'bugdet'", "did you mean 'budget'?"),
    ("missing: budget", "present: adience", 5, "unknown element 'adience'", "did you mean 'audience'?"),
    ("missing: budget", "mising: budget", 5, "unknown field 'mising'", "did you mean 'missing'?"),
    ("title: No", "titel: No", 2, "unknown field 'titel'", "did you mean 'title'?"),
    ("title: No money", "id: other\ntitle: No money", 2, "field 'id' stands twice", "keep one of them"),
    ("severity: warning", "severity: eror", 3, "unknown severity 'eror'", "did you mean 'error'?"),
    ("severity: warning", "severity: [error]", 3, "a text is expected here", "quotes"),
    ("label: network", "label: netwerk", 6, "unknown label 'netwerk'", "did you mean 'network'?"),
    ("label: network", "kind: forums", 6, "unknown kind 'forums'", "did you mean 'forum'?"),
    ("label: network", "state: close", 6, "unknown state 'close'", "did you mean 'closed'?"),
    ("label: network", "social: maybe", 6, "unknown social 'maybe'", "'yes'"),
    ("label: network", "lable: network", 6, "unknown field 'lable'", "did you mean 'label'?"),
    ("label: network", "label: network, at_least: two", 6, "'two' has not the right form", "a whole number"),
    ("label: network", "label: network, at_most: 0", 6, "'as' names nothing where 'at_most' allows none", "take 'as' or 'at_most' away"),
    ("label: network, as: n", "label: network, at_least: 3, at_most: 2", 6, "'at_most' is less than 'at_least'", "smaller number"),
    ("as: n}", "as: N1}", 6, "'N1' has not the right form", "small letters"),
    ("missing: budget", "fact: is_plam", 5, "unknown fact 'is_plam'", "did you mean 'is_plan'?"),
    ("  - missing: budget", "  - missing: budget\n    present: goal", 5, "two conditions in one item", "start a new item"),
    ("  - missing: budget", "  - {}", 5, "there is nothing in it", "name: value"),
    ("  - missing: budget", "  - any: []", 5, "the list is empty", "at least one item"),
    ("  - missing: budget", "  - budget", 5, "a mapping is expected here", "name: value"),
    ("  - missing: budget", "  - all: [missing: goal, missing: golf]", 5, "unknown element 'golf'", "did you mean 'goal'?"),
    ("gap: content", "gap: contnt", 7, "unknown area 'contnt'", "did you mean 'content'?"),
    ("{gap: content}", "{}", 7, "there is nothing in it", "name: value"),
    ("{gap: content}", "{gap: content, present: goal}", 7, "two conclusions in one rule", "start a new item"),
    ("{gap: content}", "{present: goal}", 7, "field 'gap' is missing", "add 'gap:'"),
    ("{n.names}", "{p.names}", 8, "unknown slot {p.names}", "{n.names}"),
    ("{n.names}", "{n.name}", 8, "unknown slot {n.name}", "{n.names}"),
    ("Set some", "Set {budget}", 9, "unknown slot {budget}", "{n.names}"),
    ("ask: How much can you spend?\n", "", 1, "field 'ask' is missing", "what to ask"),
    ('source: {own: "Ours."}\n', "", 1, "field 'source' is missing", "its source"),
    ('{own: "Ours."}', "{}", 11, "there is nothing in it", "name: value"),
    ('{own: "Ours."}', "{book: x}", 11, "unknown field 'book'", "did you mean 'work'?"),
    ('  passes: ["We will post on Facebook and spend 50 euros."]\n', "", 13, "field 'passes' is missing", "add 'passes:'"),
    ("title: No money is set aside\n", "", 1, "field 'title' is missing", "add 'title:'"),
    ("title: No money is set aside", "title:", 2, "a text is expected here", "quotes"),
    ("why: On", "why: On: On", 8, "no valid YAML", "put texts with a colon in quotes"),
    ("id: no-money", "id: No Money", 1, "'No Money' has not the right form", "an id like no-content-home"),
    ("missing: budget", "gap: networks-onyl", 5, "unknown rule 'networks-onyl'", "did you mean 'networks-only'?"),
    ("severity: warning", "severity: warning\ncaused_by: [no-contnt]", 4, "unknown rule 'no-contnt'", "did you mean 'no-content'?"),
    ("missing: budget", "any: [gap: zzzzzz]", 5, "unknown rule 'zzzzzz'", "briefprism rules list"),
    ("id: no-money", "id: no-rhythm", 1, "rule 'no-rhythm' stands already in core/no-rhythm.yaml", "rename one of them"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "what", "step"), FAULTS, ids=lambda value: str(value)[:28])
def test_a_fault_names_file_line_fault_and_next_step(tmp_path: Path, old: str, new: str, line: int, what: str, step: str) -> None:
    assert GOOD.count(old) == 1
    path = write(tmp_path, GOOD.replace(old, new))
    error = fault(tmp_path)
    assert error.place == f"{path}:{line}"
    assert what in error.fault
    assert step in error.step
    assert str(error) == f"{error.place}: {error.fault}; {error.step}"


@pytest.mark.parametrize(
    ("raw", "place", "what"),
    [
        (b"", "mine.yaml", "the file is empty"),
        (b"# only a remark\n", "mine.yaml", "the file is empty"),
        (b"id: [a\n", "mine.yaml:2", "no valid YAML"),
        (b"id: a\n---\nid: b\n", "mine.yaml:2", "no valid YAML"),
        (b"- id: a\n", "mine.yaml:1", "a mapping is expected here"),
        (b"? {id: a}\n: b\n", "mine.yaml:1", "a name is expected before the colon"),
        (b"id: \xff\xfe\n", "mine.yaml", "no valid YAML"),
        (b"when: [&a {any: [*a]}]\n", "mine.yaml", "it uses YAML aliases"),
    ],
)
def test_a_file_that_is_no_rule(tmp_path: Path, raw: bytes, place: str, what: str) -> None:
    write(tmp_path, raw)
    error = fault(tmp_path)
    assert error.place == str(tmp_path / place)
    assert what in error.fault


def test_two_rules_of_one_id_name_both_files(tmp_path: Path) -> None:
    first, second = write(tmp_path, GOOD, "a.yaml"), write(tmp_path, GOOD.replace("title: No", "title: Some"), "b.yaml")
    error = fault(tmp_path)
    assert error.place == f"{second}:1"
    assert error.fault == f"rule 'no-money' stands already in {first}"


DERIVES = """id: {id}
title: It follows
severity: derivation
when:
  - missing: {missing}
then: {{present: {present}}}
why: Because.
examples: {{fails: ["a"], passes: ["b"]}}
"""


def test_a_circle_through_absence_names_its_rules(tmp_path: Path) -> None:
    write(tmp_path, DERIVES.format(id="hen", missing="audience", present="goal"), "a.yaml")
    write(tmp_path, DERIVES.format(id="egg", missing="goal", present="audience"), "b.yaml")
    write(tmp_path, DERIVES.format(id="grass", missing="owner", present="timeline"), "c.yaml")
    error = fault(tmp_path)
    assert re.search(r"\bhen\b", error.place)
    assert re.search(r"\begg\b", error.place)
    assert "grass" not in str(error)
    assert "break the circle" in error.step


def test_a_rule_that_rests_on_its_own_absence_is_refused(tmp_path: Path) -> None:
    write(tmp_path, DERIVES.format(id="ouroboros", missing="goal", present="goal"))
    assert "ouroboros" in fault(tmp_path).place


def test_too_many_rules(tmp_path: Path) -> None:
    for number in range(201):
        write(tmp_path, GOOD.replace("no-money", f"no-money-{number}"), f"{number}.yaml")
    with pytest.raises(PackError, match="201 rules, more than 200"):
        load_packs((str(tmp_path),))


def test_no_such_folder_names_the_nearest_pack() -> None:
    with pytest.raises(PackError, match="coer: no such pack or folder; did you mean 'core'"):
        load_packs(("coer",))


def test_a_folder_without_rules(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no rule files in this folder"):
        load_packs((str(tmp_path),))


def test_the_shipped_pack_holds_exactly_the_rules_of_the_table() -> None:
    rules = [rule for rule in load_packs(("core",)).rules if rule.is_finding]
    assert {rule.id: rule.severity for rule in rules} == {name: severity for name, (severity, _) in SHIPPED.items()}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_rules_cite_their_heading(name: str) -> None:
    source = load_packs(("core",)).rule(name).source
    heading = SHIPPED[name][1]
    if heading == "-":
        assert not source.startswith("article: ")
        assert source.endswith(".")
    else:
        assert source == f"article: {heading}"


def test_rules_stand_in_the_order_of_the_plan_and_name_their_file() -> None:
    pack = load_packs(("core",))
    assert [rule.place for rule in pack.rules] == [f"core/{rule.id}.yaml" for rule in pack.rules]
    assert [rule.is_finding for rule in pack.rules] == sorted(rule.is_finding for rule in pack.rules)
    assert all(rule.severity in SEVERITIES for rule in pack.rules)
    with pytest.raises(KeyError):
        pack.rule("no-such-rule")


def test_the_digest_follows_the_files(tmp_path: Path) -> None:
    (first := tmp_path / "first").mkdir()
    write(first, GOOD)
    before = load_packs((str(first),)).digest
    (same := tmp_path / "same").mkdir()
    write(same, GOOD)
    (other := tmp_path / "other").mkdir()
    write(other, GOOD.replace("50", "60"))
    assert load_packs((str(same),)).digest == before
    assert load_packs((str(other),)).digest != before


def sentences() -> dict[str, str]:
    """Every sentence that a report can show, by where it comes from."""
    found = {f"{r.id}.{key}": getattr(r, key) for r in load_packs(BUILT_IN).rules for key in ("title", "why", "fix", "ask")}
    return found | {f"{t.id}.{key}": getattr(t, key) for t in load_terms().values() for key in ("looked_for", "lacks", "done")}


@pytest.mark.parametrize("word", JARGON)
def test_no_sentence_uses_unexplained_jargon(word: str) -> None:
    pattern = re.compile(rf"\b{word}" + (r"\b" if len(word) < 5 else ""), re.IGNORECASE)
    assert [place for place, text in sentences().items() if pattern.search(text)] == []


def test_sentences_are_sentences() -> None:
    for place, text in sentences().items():
        if place.endswith((".why", ".fix", ".done")) and text:
            assert re.match(r"[A-Z{]", text), place
            assert text.endswith("."), place
        if place.endswith(".ask") and text:
            assert text.endswith("?"), place
        if place.endswith(".title"):
            assert not text.endswith("."), place

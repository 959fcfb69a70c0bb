"""The text of a brief in segments: nothing lost, nothing doubled, every label in its place."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.data.terms import load_terms
from briefprism.models.brief import Brief, Unit
from briefprism.models.platform import Classification, Mention
from briefprism.models.report import Report
from briefprism.models.signal import Evidence, Signal
from briefprism.report.html import render_page
from briefprism.report.html.layout import laid_out
from briefprism.report.html.marks import anchor_names, marked

FOUND = Classification("IG", "Instagram", "network", "pictures", False, False, 0.99, "catalogue", "It is known.")
ELEMENTS = ("goal", "audience", "cadence")
KINDS = ("sentence", "bullet", "checkbox", "row", "heading", "quote", "prompt", "code", "meta")


@st.composite
def made_reports(draw: st.DrawFn) -> Report:
    """A report on a random text with random units, mentions and evidence, which overlap as they like."""
    text = draw(st.text(alphabet="ab *_<>&\"'\n|[x]-.שé🥐\u2028", min_size=1, max_size=80))
    span = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 20)).map(lambda s: (s[0], min(len(text), s[0] + s[1])))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    units = tuple(
        Unit(a, b, draw(st.sampled_from(KINDS)), block=draw(st.integers(0, 2)), cells=((a, b),) if draw(st.booleans()) else ())
        for a, b in pairwise(edges)
    )
    mentions = tuple(Mention(a, b, 0, FOUND, "used", 1.0) for a, b in draw(st.lists(span, max_size=4)))
    signals = tuple(
        Signal(e, draw(st.sampled_from(["present", "unclear"])), 0.9, "model", tuple(Evidence(text[a:b], a, b) for a, b in spans))
        for e, spans in draw(st.dictionaries(st.sampled_from(ELEMENTS), st.lists(span, max_size=3))).items()
    )
    brief = Brief("a.md", text, "en", len(text.split()), units)
    return Report("0", "sha256:0", brief, True, True, "It is complete.", mentions, signals, ())


def is_name(report: Report, words: Evidence) -> bool:
    """Whether words are a name and nothing more."""
    return any((m.start, m.end) == (words.start, words.end) for m in report.mentions)


@given(made_reports())
def test_segments_joined_are_the_text(report: Report) -> None:
    segments = marked(report)
    assert "".join(s.text for s in segments) == report.brief.text
    assert [s.start for s in segments[1:]] == [s.end for s in segments[:-1]]
    assert all(s.text == report.brief.text[s.start : s.end] and s.text for s in segments)


@given(made_reports())
def test_labels_hold_for_all_of_a_segment(report: Report) -> None:
    for segment in marked(report):
        for signal in report.signals:
            words = [e for e in signal.evidence if not is_name(report, e)]
            over = any(e.start <= segment.start and segment.end <= e.end for e in words)
            touched = any(e.start < segment.end and segment.start < e.end for e in words)
            assert over == touched == (signal.element in segment.says + segment.perhaps)
        if segment.mention:
            assert segment.mention.start <= segment.start < segment.end <= segment.mention.end
        for unit in report.brief.units:
            assert segment.end <= unit.start or segment.start >= unit.end or unit.start <= segment.start < segment.end <= unit.end


@given(made_reports())
def test_a_name_ends_once_and_notes_stand_where_words_end(report: Report) -> None:
    segments = marked(report)
    named = [s.mention for s in segments if s.mention]
    assert len([s for s in segments if s.last]) == len({(m.start, m.end) for m in named})
    ends = {(signal.element, e.end) for signal in report.signals for e in signal.evidence if not is_name(report, e)}
    assert {(element, s.end) for s in segments for element in s.notes} == ends


@settings(max_examples=50, deadline=None)
@given(made_reports())
def test_any_page_is_valid_and_holds_the_words_of_the_units_once(report: Report) -> None:
    page = render_page(report, load_terms())
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {e.get("href")[1:] for e in root.iter("a")} <= set(ids)
    drawn = [s for b in laid_out(report) for line in b.lines for cell in line.cells for s in cell]
    assert [s.start for s in drawn] == sorted({s.start for s in drawn})
    covered = {i for s in drawn for i in range(s.start, s.end)}
    wanted = {i for u in report.brief.units for a, b in (u.cells if u.cells else ((u.start, u.end),)) for i in range(a, b)}
    assert wanted <= covered


def test_anchors_follow_the_text(reports: Mapping[str, Report]) -> None:
    names = anchor_names(reports["complete"])
    numbers = [int(name[1:]) for _, name in sorted(names.items())]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, max(numbers) + 1))


@pytest.mark.parametrize("name", ["weak", "middling", "complete", "hostile"])
def test_every_mention_is_marked_whole(reports: Mapping[str, Report], name: str) -> None:
    report = reports[name]
    segments = marked(report)
    for mention in report.mentions:
        parts = [s.text for s in segments if s.mention == mention]
        assert "".join(parts) == report.brief.text[mention.start : mention.end]
    assert report.mentions

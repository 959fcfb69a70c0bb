"""Pictures: well-formed, escaped, true to the report, legible at every size and without colours, the same bytes each time."""

from __future__ import annotations

import re
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.brief import Brief, Unit
from briefprism.models.errors import UsageError
from briefprism.models.finding import Finding, Proof
from briefprism.models.labels import KINDS, SOCIAL_KINDS, STATUSES
from briefprism.models.platform import Classification, Mention
from briefprism.models.report import Report
from briefprism.models.signal import Evidence, Search, Signal
from briefprism.report.pictures import PICTURES, svg, table, text
from briefprism.report.pictures.draw import COLOURS
from briefprism.report.pictures.lettering import clean, fit, measure, pack, wrap
from briefprism.report.pictures.path import STEPS
from briefprism.report.pictures.prism import NO_PETAL, PETALS
from briefprism.report.pictures.raster import png
from briefprism.report.pictures.starfish import ARMS

SVG = "{http://www.w3.org/2000/svg}"
GOLDEN = Path(__file__).parent / "golden"
PATH_ELEMENTS = tuple(element for _, elements, _ in STEPS for element in elements)
HOSTILE = (
    "</desc><script>alert(1)</script>", "a & b < c > \"d\" 'e'", "\x1b[31mred\x07", "שלום עולם", "مدونة", "\u202egnp.exe", "社交网络平台",
    "𝕏", "W" * 200, "two\nlines", "&lt;", "]]>", "[bold]x[/bold]", "\ufffe", "e\u0301" * 40, "{n.names}", "Facebook",
)  # fmt: skip
WORDS = "We post. We answer. We count. We make."
UNITS = tuple(Unit(m.start(), m.end(), "sentence") for m in re.finditer(r"[^ ]+ [^ ]+\.", WORDS))
BRIEF = Brief("brief.md", WORDS, "en", 8, UNITS)


def named(name: str, label: str, kind: str | None, status: str = "used", unit: int = 0) -> Mention:
    found = Classification(name, name, label, kind, False, False, 0.9, "catalogue", "")  # type: ignore[arg-type]
    return Mention(0, 2, unit, found, status, 0.9)  # type: ignore[arg-type]


def signal(element: str, state: str, unit: int = 0) -> Signal:
    words = (Evidence(BRIEF.quote(UNITS[unit]), UNITS[unit].start, UNITS[unit].end),)
    if state == "missing":
        return Signal(element, "missing", 0.9, "model", search=Search(f"what is called {element}", words, 0.5))
    return Signal(element, state, 0.9, "model", words)  # type: ignore[arg-type]


def finding(missing: Signal) -> Finding:
    because = (Proof("", "absent", search=missing.search),)
    return Finding(
        f"no-{missing.element}",
        "error",
        f"Nothing of {missing.element}",
        "",
        "",
        "",
        "",
        True,
        (),
        (),
        Proof("", "derived", because=because),
    )


def report_of(mentions: tuple[Mention, ...], states: Mapping[str, str], is_plan: bool | None = True) -> Report:
    signals = tuple(signal(element, state) for element, state in states.items())
    findings = tuple(finding(s) for s in signals if s.state == "missing")
    return Report("0", "sha256:0", BRIEF, is_plan, not findings, "A sentence.", mentions, signals, findings)


ALL_THERE = dict.fromkeys(PATH_ELEMENTS, "present")
_LABELS = st.sampled_from(["media", "channel", "network", "not_social", "unknown"])
_NAMES = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=30)
_MENTIONS = st.lists(
    st.builds(named, _NAMES, _LABELS, st.sampled_from([None, *KINDS]), st.sampled_from(STATUSES), st.integers(0, len(UNITS) - 1)),
    max_size=60,
)
_STATES = st.fixed_dictionaries({e: st.sampled_from(["present", "missing", "unclear"]) for e in (*PATH_ELEMENTS, "format_watch")})
REPORTS = st.builds(report_of, _MENTIONS.map(tuple), _STATES)


@dataclass(frozen=True)
class Box:
    words: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0.5 and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.5


def boxes(element: ElementTree.Element, x: float = 0, y: float = 0) -> Iterator[Box]:
    """Where each line of text stands, by the widths that the layout counts with."""
    moved = re.match(r"translate\(([\d.-]+) ([\d.-]+)\)", element.get("transform", ""))
    x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
    if element.tag == f"{SVG}text":
        size, bold = float(element.get("font-size", "")), element.get("font-weight") == "700"
        lead = "".join(t.text or "" for t in element.iter(f"{SVG}tspan"))
        words = "".join(element.itertext())
        wide = measure(lead, size, bold=True) + measure(words[len(lead) :], size, bold=bold)
        left = x + float(element.get("x", "")) - {"start": 0.0, "middle": wide / 2, "end": wide}[element.get("text-anchor", "")]
        base = y + float(element.get("y", ""))
        yield Box(words, left, base - 0.76 * size, left + wide, base + 0.22 * size)
    for child in element:
        yield from boxes(child, x, y)


def squeezed(shown: str) -> str:
    """Without spaces and frames, as lines break anywhere."""
    return "".join(c for c in shown if not c.isspace() and c not in "│┃┊╳")


def said(picture: str) -> str:
    return ElementTree.fromstring(picture).findtext(f"{SVG}desc") or ""


@pytest.fixture(scope="module")
def reports(checker: Checker, texts: Mapping[str, str]) -> Mapping[str, Report]:
    return {name: checker.check(text, f"{name}.md") for name, text in texts.items()}


@pytest.mark.parametrize("name", PICTURES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS, before=REPORTS)
def test_any_report_gives_a_sound_picture(name: str, report: Report, before: Report) -> None:
    for picture in (svg(name, report), svg(name, report, before)):
        root = ElementTree.fromstring(picture)
        assert root.get("role") == "img"
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert {root.get("aria-labelledby"), root.get("aria-describedby")} == set(ids)
        assert root.findtext(f"{SVG}title")
        assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
            "svg",
            "title",
            "desc",
            "style",
            "g",
            "text",
            "tspan",
            "circle",
            "rect",
            "path",
        }
        assert not re.search(r"(?i)\bon\w+=|href|url\(|@import|@font-face", re.sub(r">[^<]*<", "><", picture))
        assert picture.count("http") == picture.count("http://www.w3.org/2000/svg") + "".join(root.itertext()).count("http")


@pytest.mark.parametrize("name", PICTURES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS)
def test_all_places_used_are_said_and_in_the_table_and_in_the_terminal(name: str, report: Report) -> None:
    picture, (_, rows) = said(svg(name, report)), table(name, report)
    for mention in report.used:
        called = clean(mention.classification.platform or "")
        assert called in picture
        assert any(called in words for _, words in rows)
        social = mention.classification.label in ("network", "channel")
        assert squeezed(called) in squeezed(text(name, report, 100)) or (name == "path" and not social)
    assert all(part in picture and words in picture for part, words in rows)


@pytest.mark.parametrize("name", PICTURES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS, before=REPORTS)
def test_no_words_overlap_or_leave_the_picture(name: str, report: Report, before: Report) -> None:
    for picture in (svg(name, report), svg(name, report, before)):
        root = ElementTree.fromstring(picture)
        _, _, width, height = map(float, root.get("viewBox", "").split())
        found = list(boxes(root))
        for box in found:
            assert box.left >= 0, box
            assert box.right <= width, box
            assert box.bottom <= height, box
        for one, other in combinations(found, 2):
            assert not one.overlaps(other), (one, other)


@pytest.mark.parametrize("name", PICTURES)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS, width=st.integers(40, 120))
def test_a_terminal_is_not_overrun_nor_commanded(name: str, report: Report, width: int) -> None:
    shown = text(name, report, width)
    assert max(cell_len(line) for line in shown.splitlines()) <= width
    assert all(c.isprintable() or c == "\n" for c in shown)


@pytest.mark.parametrize("name", PICTURES)
def test_the_smallest_words_are_eleven_pixels_on_a_phone(name: str, reports: Mapping[str, Report]) -> None:
    for report in reports.values():
        root = ElementTree.fromstring(svg(name, report, reports["weak"]))
        width = float(root.get("viewBox", "").split()[2])
        assert min(float(t.get("font-size", "")) for t in root.iter(f"{SVG}text")) * 320 / width >= 11


def test_a_plan_of_networks_only_fills_the_inner_circle_alone(reports: Mapping[str, Report]) -> None:
    circles = list(ElementTree.fromstring(svg("nesting", reports["weak"])).iter(f"{SVG}circle"))
    outlines = {c.get("r"): c for c in circles if c.get("stroke")}
    media, channel, network = (outlines[r] for r in sorted(outlines, key=lambda r: -float(r or 0)))
    assert media.get("fill") == channel.get("fill") == "none"
    assert media.get("stroke-dasharray")
    assert channel.get("stroke-dasharray")
    assert network.get("fill") == COLOURS["network"][0]
    assert not network.get("stroke-dasharray")
    assert (
        table("nesting", reports["weak"])[0] == "Every social place in this plan is a social network; the two rings around them are empty."
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS)
def test_as_many_petals_are_filled_as_kinds_are_used(report: Report) -> None:
    used = {m.classification.kind for m in report.used}
    filled = sum(bool(used & set(kinds)) for _, kinds in PETALS)
    petals = list(ElementTree.fromstring(svg("prism", report)).iter(f"{SVG}path"))
    assert len(petals) == len(PETALS)
    assert sum("bp-f-channel" in p.get("class", "") for p in petals) == filled
    assert all(bool(p.get("stroke-dasharray")) != ("bp-f-channel" in p.get("class", "")) for p in petals)  # not by colour alone


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS)
def test_as_many_links_are_broken_as_steps_are_missing(report: Report) -> None:
    states = {s.element: s.state for s in report.signals}
    gone = [(all if name == "And again" else any)(states[e] == "missing" for e in elements) for name, elements, _ in STEPS]
    crosses = [p for p in ElementTree.fromstring(svg("path", report)).iter(f"{SVG}path") if p.get("stroke-width") == "3.5"]
    assert len(crosses) == sum(gone[1:]) + gone[-1]  # the last step has two links: the one to it and the way back
    for is_gone, (name, elements, _) in zip(gone, STEPS, strict=True):
        words = dict(table("path", report)[1])[name]
        assert words.startswith("missing: ") == is_gone
        assert not is_gone or any(f"(no-{element})" in words for element in elements)


def test_every_social_kind_has_one_petal_but_tools_and_words() -> None:
    petals = [kind for _, kinds in PETALS for kind in kinds]
    assert len(petals) == len(set(petals))
    assert frozenset({"tool", "umbrella"}) == NO_PETAL
    assert set(petals) | NO_PETAL == set(SOCIAL_KINDS)
    assert {kind for _, kinds in ARMS for kind in kinds} <= set(KINDS)


@pytest.mark.parametrize(
    ("status", "units", "words"),
    [
        ("used", {}, "named, used: Vimeo"),
        ("used", {"content_creation": 1}, "named, used, something to show there: Vimeo"),
        ("used", {"interaction": 1}, "named, used, people can answer there: Vimeo"),
        ("used", {"interaction": 2, "content_creation": 2}, "named, used: Vimeo"),
        ("considered", {"content_creation": 1}, "named, not used"),
        ("considered", {"interaction": 1}, "named, not used"),
    ],
)
def test_an_arm_reaches_as_far_as_the_lines_that_name_a_place(status: str, units: Mapping[str, int], words: str) -> None:
    report = report_of((named("Vimeo", "channel", "video", status, 1),), {})
    report = replace(report, signals=tuple(signal(element, "present", unit) for element, unit in units.items()))
    assert dict(table("starfish", report)[1])["Video"] == words


def test_forty_places_are_counted_and_all_are_said() -> None:
    names = [f"Place number {i}" for i in range(40)]
    picture = svg("nesting", report_of(tuple(named(n, "network", "social-network") for n in names), ALL_THERE))
    drawn = [t.text or "" for t in ElementTree.fromstring(picture).iter(f"{SVG}text")]
    more = next(int(m[1]) for words in drawn if (m := re.search(r"and (\d+) more", words)))
    assert sum(f"{n}," in " ".join(drawn) for n in names) == 40 - more
    assert all(n in said(picture) for n in names)


@pytest.mark.parametrize("name", PICTURES)
def test_a_text_that_is_no_plan_is_explained(name: str, reports: Mapping[str, Report]) -> None:
    press = reports["press"]
    assert said(svg(name, press)) == press.summary
    assert table(name, press) == (press.summary, ())
    assert press.summary in " ".join(text(name, press, 80).split())
    assert press.summary in said(svg(name, reports["weak"], press))


def test_a_language_that_is_not_judged_has_its_places_and_no_path(reports: Mapping[str, Report]) -> None:
    german = reports["german"]
    assert "Facebook" in said(svg("nesting", german))
    assert said(svg("path", german)) == said(svg("starfish", german)) == german.summary


@pytest.mark.parametrize("name", PICTURES)
def test_two_versions_say_what_is_new_and_what_is_gone(name: str) -> None:
    old = report_of((named("Facebook", "network", "social-network"),), {**ALL_THERE, "measurement": "missing"})
    new = report_of((named("A blog", "channel", "blog"),), ALL_THERE)
    told = said(svg(name, new, old)).partition("What changed:")[2]
    assert "new: A blog" in told
    assert "gone: Facebook" in told
    if name == "path":
        assert "before: Nothing of measurement (no-measurement); now: in the plan" in told
    assert said(svg(name, new, new)).endswith("What changed: nothing.")
    assert " *<" not in svg(name, new, new)
    assert " *<" in svg(name, new, old)


def _shine(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_shine(one), _shine(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _tinted(colour: str, paper: str) -> str:
    mixed = (round(0.18 * int(colour[i : i + 2], 16) + 0.82 * int(paper[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in mixed)


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
def test_all_colours_are_legible_on_paper_and_on_their_own_tint(look: int) -> None:
    paper = COLOURS["paper"][look]
    for hue, colours in COLOURS.items():
        if hue != "paper":
            assert _contrast(colours[look], paper) >= 4.5, hue
    for hue in ("network", "channel", "media"):
        ground = _tinted(COLOURS[hue][look], paper)
        assert _contrast(COLOURS[hue][look], ground) >= 4.5, hue
        assert _contrast(COLOURS["ink"][look], ground) >= 4.5, hue


@pytest.mark.parametrize("name", PICTURES)
def test_colours_follow_the_page_the_system_or_nothing(name: str, reports: Mapping[str, Report]) -> None:
    root = ElementTree.fromstring(svg(name, reports["middling"]))
    style = root.findtext(f"{SVG}style") or ""
    light, _, dark = style.partition("@media (prefers-color-scheme:dark)")
    for element in root.iter():
        for short, attribute in (("f", "fill"), ("s", "stroke")):
            hue = next((c.removeprefix(f"bp-{short}-") for c in element.get("class", "").split() if c.startswith(f"bp-{short}-")), None)
            if hue:
                assert element.get(attribute) == COLOURS[hue][0]
                assert f".bp-{short}-{hue}{{{attribute}:var(--bp-{hue},{COLOURS[hue][0]})}}" in light
                assert f".bp-{short}-{hue}{{{attribute}:var(--bp-{hue},{COLOURS[hue][1]})}}" in dark


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_report_gives_the_same_bytes(name: str, reports: Mapping[str, Report]) -> None:
    """The golden files were written in other runs, so that the order of a set would show."""
    kept = report_of(
        (
            named("Facebook", "network", "social-network"),
            named("Our blog", "channel", "blog", unit=1),
            named("Posters", "not_social", "outdoor"),
        ),
        {**ALL_THERE, "owned_hub": "unclear", "measurement": "missing"},
    )
    assert svg(name, kept) == (GOLDEN / f"{name}.svg").read_text(encoding="utf-8")
    assert svg(name, reports["weak"]) == svg(name, reports["weak"])


def test_png_has_the_width_asked_for_and_more_than_one_colour(reports: Mapping[str, Report]) -> None:
    pytest.importorskip("resvg_py")
    made = png(svg("nesting", reports["weak"]), 320)
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">I", made[16:20]) == (320,)
    blank = png('<svg xmlns="http://www.w3.org/2000/svg" width="416" height="500"/>', 320)
    assert len(made) > 5 * len(blank)


@pytest.mark.parametrize("width", [0, -1, 10_001])
def test_png_of_no_sensible_width_is_refused(width: int) -> None:
    with pytest.raises(UsageError, match="choose 1 to 10000"):
        png("<svg/>", width)


def test_png_without_its_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"briefprism\[png\]"):
        png("<svg/>", 320)


@pytest.mark.parametrize("ask", [lambda r: svg("venn", r), lambda r: text("venn", r, 80), lambda r: table("venn", r)])
def test_another_picture_names_those_there_are(ask: object) -> None:
    with pytest.raises(UsageError, match="nesting, prism, starfish, path"):
        ask(report_of((), {}))  # type: ignore[operator]


@given(words=st.text(), width=st.floats(30, 400))
def test_lines_are_no_wider_than_asked(words: str, width: float) -> None:
    for line in wrap(clean(words), width):
        assert measure(line) <= width
    assert measure(fit(words, width)) <= width


@given(names=st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), max_size=30), width=st.floats(150, 400))
def test_names_are_set_whole_or_counted(names: list[str], width: float) -> None:
    rows = pack(names, [width] * 3)
    assert all(measure(row) <= width for row in rows)
    more = re.search(r"(?:and )?(\d+) (?:more|in all)$", " ".join(rows)) if rows else None
    assert len([n for n in " ".join(rows).split(", ") if n]) - bool(more) == len(names) - (int(more[1]) if more else 0)

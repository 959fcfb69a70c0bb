"""The shipped catalogue keeps its schema, and a broken row is refused with file, line and fault."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tldextract import TLDExtract

from briefprism.data import catalogue as module
from briefprism.data.catalogue import COLUMNS, load_catalogue, parse_row, read_rows
from briefprism.data.folding import fold
from briefprism.models.errors import DataError
from briefprism.models.labels import KINDS, PATHS
from briefprism.models.platform import Platform

PLATFORMS = load_catalogue().platforms
# An app identifier is a host read backwards (com.facebook.katana), and has no public suffix at its end.
APP_ID = re.compile(r"[a-z]{2,7}(\.[a-z0-9_-]+)+")
HEADER = ",".join(COLUMNS)


def test_there_are_many_places_and_no_name_stands_twice() -> None:
    assert len(PLATFORMS) >= 1_500
    assert [n for n, times in Counter(fold(p.name) for p in PLATFORMS).items() if times > 1] == []


def test_look_ups_lead_to_rows() -> None:
    loaded = load_catalogue()
    for platform in PLATFORMS:
        for name in (platform.name, *platform.aliases, *platform.parts, *(old for old, _ in platform.old_names)):
            assert loaded.names[fold(name)][0] is platform, name
        assert all(loaded.hosts[host] is platform for host in platform.hosts)


def test_every_kind_and_label_occurs() -> None:
    assert {p.kind for p in PLATFORMS} == set(KINDS)
    assert {p.label for p in PLATFORMS} == set(PATHS) - {"unknown"}


def test_every_host_has_a_public_suffix_or_is_an_app_identifier() -> None:
    extract = TLDExtract(suffix_list_urls=(), cache_dir=None)
    tops = set(extract.tlds)
    for platform in PLATFORMS:
        for host in platform.hosts:
            found = extract(host)
            is_host = bool(found.domain and found.suffix)
            is_app = bool(APP_ID.fullmatch(host)) and (host.split(".")[0] in tops or host == "wp.wattpad")
            assert is_host or is_app, f"{platform.name}: {host}"


def test_years_are_plausible() -> None:
    for platform in PLATFORMS:
        assert platform.closed is None or 1990 <= platform.closed <= 2026, platform.name
        assert all(1980 <= year <= 2026 for _, year in platform.old_names), platform.name


def test_contested_rows_hold_one_sentence() -> None:
    for platform in PLATFORMS:
        if platform.contested:
            assert platform.contested.endswith("."), platform.name
            assert platform.contested[0].isupper(), platform.name
            assert len(platform.contested.split()) >= 3, platform.name


def test_every_row_says_what_it_is_and_has_no_blank_around_its_cells() -> None:
    for platform in PLATFORMS:
        assert platform.name == platform.name.strip() != ""
        assert platform.about.strip(), platform.name


def test_the_article_wins() -> None:
    by_name = {p.name: p for p in PLATFORMS}
    assert {by_name[n].label for n in ("Facebook", "LinkedIn", "X", "YouTube")} == {"network"}
    assert {by_name[n].label for n in ("Blog", "Forum")} == {"channel"}
    assert by_name["Social media"].label == "media"


@pytest.mark.parametrize("name", ["X", "LINE", "Signal", "Threads", "Medium", "Ghost"])
def test_ordinary_words_are_marked(name: str) -> None:
    (row,) = [p for p in PLATFORMS if p.name == name]
    assert fold(name) in row.words


def row(**cells: str) -> dict[str, str]:
    good = {"name": "Acme", "label": "network", "kind": "social-network", "about": "a test"}
    return dict.fromkeys(COLUMNS, "") | good | cells


def test_a_good_row() -> None:
    cells = row(aliases="ac?| acme app |", hosts="acme.com", parts="Acme Ads", old_names="Ecma=2001", closed="2019", contested="So it is.")
    assert parse_row("t.csv:2", cells) == Platform(
        "Acme", "network", "social-network", ("ac", "acme app"), ("acme.com",), ("Acme Ads",), (("Ecma", 2001),), frozenset({"ac"}),
        2019, "So it is.", "a test",
    )  # fmt: skip


BROKEN = {
    "label": (row(label="netwrok"), "unknown label 'netwrok'"),
    "label-unknown": (row(label="unknown"), "unknown label 'unknown'"),
    "kind": (row(kind="social"), "unknown kind 'social'"),
    "kind-of-another-label": (row(kind="print"), "kind 'print' does not go with label 'network'"),
    "social-kind-not-social": (row(label="not_social"), "kind 'social-network' does not go with label 'not_social'"),
    "tool-that-is-a-channel": (row(label="channel", kind="tool"), "kind 'tool' does not go with label 'channel'"),
    "media-that-is-a-blog": (row(label="media", kind="blog"), "kind 'blog' does not go with label 'media'"),
    "year": (row(closed="last year"), "'last year' is no year"),
    "year-of-three-digits": (row(closed="201"), "'201' is no year"),
    "old-name-without-year": (row(old_names="Ecma"), "old name 'Ecma' has no year"),
    "old-name-with-a-bad-year": (row(old_names="Ecma=99"), "old name 'Ecma=99' has no year"),
}


@pytest.mark.parametrize(("cells", "fault"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_row_is_refused(cells: dict[str, str], fault: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_row("t.csv:7", cells)
    assert (caught.value.place, caught.value.fault) == ("t.csv:7", fault)
    assert caught.value.step
    assert str(caught.value).startswith("t.csv:7: ")


TABLES = {
    "empty": ("", "t.csv:1", "wrong header"),
    "header": ("name,label\nAcme,network\n", "t.csv:1", "wrong header"),
    "too-few-cells": (f"{HEADER}\nAcme,network\n", "t.csv:2", "2 cells, not 10"),
    "unquoted-comma": (f"{HEADER}\nAcme,network,blog,,,,,,,a\nAcme,network,blog,,,,,,Yes, no.,a\n", "t.csv:3", "11 cells, not 10"),
    "blank-line": (f"{HEADER}\n\nAcme,network,blog,,,,,,,a\n", "t.csv:2", "0 cells, not 10"),
}


@pytest.mark.parametrize(("text", "place", "fault"), TABLES.values(), ids=TABLES.keys())
def test_a_broken_table_is_refused(text: str, place: str, fault: str) -> None:
    with pytest.raises(DataError) as caught:
        list(read_rows("t.csv", text))
    assert (caught.value.place, caught.value.fault) == (place, fault)


def test_rows_carry_their_place() -> None:
    text = f'{HEADER}\nAcme,network,blog,,,,,,"Yes, no.",a\nB,media,tool,,,,,,,b\n'
    assert [(place, r["name"], r["contested"]) for place, r in read_rows("t.csv", text)] == [
        ("t.csv:2", "Acme", "Yes, no."),
        ("t.csv:3", "B", ""),
    ]


ENTRIES = {
    "alias-twice": (["Acme,network,social-network,ac,,,,,,a", "Bcme,channel,blog,A-C,,,,,,b"], "'A-C' stands already at 'Acme'"),
    "name-as-a-part": (["Acme,network,social-network,,,,,,,a", "Bcme,channel,blog,,,Acme,,,,b"], "'Acme' stands already at 'Acme'"),
    "name-as-an-old-name": (["Acme,network,social-network,,,,,,,a", "B,channel,blog,,,,ACME=2001,,,b"], "'ACME' stands already at 'Acme'"),
    "host-twice": (
        ["Acme,network,social-network,,a.com,,,,,a", "Bcme,channel,blog,,a.com,,,,,b"],
        "host 'a.com' stands already at 'Acme'",
    ),
    "host-with-path": (["B,channel,blog,,,,,,,b", "Acme,network,social-network,,a.com/x,,,,,a"], "'a.com/x' is no host"),
    "name-without-letters": (["B,channel,blog,,,,,,,b", "--,network,social-network,,,,,,,a"], "name '--' has no letters"),
}


@pytest.mark.parametrize(("rows", "fault"), ENTRIES.values(), ids=ENTRIES.keys())
def test_loading_refuses_what_stands_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[str], fault: str) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "t.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    monkeypatch.setattr(module, "files", lambda _package: tmp_path)
    with pytest.raises(DataError) as caught:
        load_catalogue.__wrapped__()
    assert (caught.value.place, caught.value.fault) == ("t.csv:3", fault)

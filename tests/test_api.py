"""The Python interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import briefprism
from briefprism import Report, Settings
from briefprism.models.errors import BriefprismError, InputError, PackError, UsageError
from tests.conftest import needs_durable


def test_the_package_offers_what_the_contract_names() -> None:
    assert set(briefprism.__all__) >= {"check", "check_many", "classify", "explain", "Settings", "Report"}
    for name in briefprism.__all__:
        assert getattr(briefprism, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        _ = briefprism.chek


def test_a_text_is_checked(texts: Mapping[str, str]) -> None:
    report = briefprism.check(texts["complete"])
    assert isinstance(report, Report)
    assert (report.is_plan, report.complete) == (True, True)
    assert report.brief.text == texts["complete"]
    assert report.to_dict()["source"] == "-"


def test_a_path_is_read(tmp_path: Path, texts: Mapping[str, str]) -> None:
    path = tmp_path / "brief.md"
    path.write_text(texts["bakery"], encoding="utf-8")
    report = briefprism.check(path)
    assert report.to_dict()["source"] == str(path)
    assert report.complete is False
    assert {**report.to_dict(), "source": "-"} == briefprism.check(texts["bakery"]).to_dict()


def test_a_text_that_names_a_file_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "brief.md").write_text("We will post on Facebook.", encoding="utf-8")
    assert briefprism.check(str(tmp_path / "brief.md")).brief.text == str(tmp_path / "brief.md")


def test_a_path_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file; check the name") as caught:
        briefprism.check(tmp_path / "nowhere.md")
    assert caught.value.place == str(tmp_path / "nowhere.md")
    assert isinstance(caught.value, BriefprismError)


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff", "---", "\ud800 We will post on Facebook \udfff.", "\x00", "😀" * 50])
def test_any_text_gets_a_report(text: str) -> None:
    report = briefprism.check(text)
    assert report.brief.text == text
    for mention in report.mentions:
        assert text[mention.start : mention.end] == mention.classification.text


def test_many_are_checked_in_order_and_one_at_a_time(texts: Mapping[str, str]) -> None:
    taken: list[str] = []

    def briefs() -> Iterator[str]:
        for name in ("press", "german", "complete"):
            taken.append(name)
            yield texts[name]

    reports = briefprism.check_many(briefs())
    assert next(reports).is_plan is False
    assert taken == ["press"]
    assert [report.is_plan for report in reports] == [None, True]
    assert list(briefprism.check_many([])) == []


@needs_durable
def test_both_engines_report_the_same(texts: Mapping[str, str]) -> None:
    for name in ("bakery", "middling"):
        durable, python = (briefprism.check(texts[name], Settings(engine=engine)).to_dict() for engine in ("durable", "python"))
        assert durable == python


def test_settings_are_frozen_and_choose_packs_and_engine(tmp_path: Path, texts: Mapping[str, str]) -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().engine = "python"  # type: ignore[misc]
    with pytest.raises(UsageError, match="unknown engine 'steam'"):
        briefprism.check(texts["press"], Settings(engine="steam"))
    with pytest.raises(PackError, match="no such pack or folder"):
        briefprism.check(texts["press"], Settings(packs=("nowhere",)))
    with pytest.raises(PackError, match="no rule files"):
        briefprism.check(texts["press"], Settings(packs=(str(tmp_path),)))


def test_max_bytes_bounds_a_file(tmp_path: Path) -> None:
    path = tmp_path / "brief.md"
    path.write_text("We will post on Facebook.", encoding="utf-8")
    assert briefprism.check(path, Settings(max_bytes=25)).brief.words == 5
    with pytest.raises(InputError, match="longer than 24 bytes"):
        briefprism.check(path, Settings(max_bytes=24))


def test_names_are_classified() -> None:
    found = briefprism.classify(["Facebook", "a blog", "Facebook", "@acme"])
    assert [c.label for c in found] == ["network", "channel", "network", "unknown"]
    assert [c.social for c in found] == [True, True, True, None]
    assert found[0] == found[2]
    assert briefprism.classify("Facebook") == found[:1]
    assert briefprism.classify([]) == []


def test_rules_and_words_are_explained() -> None:
    assert briefprism.explain("networks-only").startswith("The plan knows only social networks")
    assert "channel" in briefprism.explain("channel")
    with pytest.raises(UsageError, match="did you mean 'networks-only'"):
        briefprism.explain("network-only")


def test_a_report_counts_what_the_plan_uses(texts: Mapping[str, str]) -> None:
    report = briefprism.check(texts["bakery"])
    assert report.coverage()["network"] == 3
    assert report.coverage()["channel"] == 0
    assert {"Facebook", "Instagram", "YouTube"} <= {m.classification.platform for m in report.used}
    assert set(report.roots) <= set(report.findings)
    assert all(f.root for f in report.roots)

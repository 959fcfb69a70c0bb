"""The settings file: found upwards, checked, and its key shown by nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefprism.hall.settings.settings import llm_settings, settings_for
from briefprism.hall.settings.settings_file import SettingsFile, nearest
from briefprism.models.document import Limits
from briefprism.models.errors import BriefprismError, UsageError

KEY = "sk-not-to-be-seen"


def write(folder: Path, text: str) -> SettingsFile:
    (folder / "briefprism.toml").write_text(text, encoding="utf-8")
    return nearest([folder])


def test_it_is_found_upwards_and_nothing_is_fine(tmp_path: Path) -> None:
    assert nearest([tmp_path]) == SettingsFile()
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "ours").mkdir()
    write(tmp_path / "a", '[check]\npacks = ["core", "ours"]\n[llm]\nmodel = "m"\n')
    file = nearest([tmp_path / "a" / "b" / "brief.md"])
    assert file.place == str(tmp_path / "a" / "briefprism.toml")
    assert (file.check.packs, file.llm) == (("core", str(tmp_path / "a" / "ours")), {"model": "m"})


def test_off_is_the_default_and_the_command_line_goes_first(tmp_path: Path) -> None:
    file = write(tmp_path, f'[llm]\nmodel = "m"\nbase_url = "http://127.0.0.1:8080/v1"\napi_key = "{KEY}"\nmax_seconds = 5\ncache = ""\n')
    assert llm_settings(file, None, environment={}) is None
    assert llm_settings(SettingsFile(), None, environment={"BRIEFPRISM_LLM_MODEL": "m", "OPENAI_API_KEY": KEY}) is None
    found = llm_settings(file, True, environment={})
    assert found is not None
    assert (found.model, found.max_seconds, found.cache, found.votes, found.api_key) == ("m", 5, None, 1, KEY)
    environment = {"BRIEFPRISM_LLM_MODEL": "n", "OPENAI_BASE_URL": "https://llm.example/v1", "OPENAI_API_KEY": "other"}
    other = llm_settings(file, True, votes=3, environment=environment)
    assert other is not None
    assert (other.model, other.base_url, other.api_key, other.votes) == ("n", "https://llm.example/v1", "other", 3)
    assert getattr(llm_settings(file, True, "o", environment=environment), "model", "") == "o"
    assert KEY not in repr(found) + repr(file)


def test_the_file_may_turn_it_on_and_the_command_line_off(tmp_path: Path) -> None:
    file = write(tmp_path, '[llm]\non = true\nmodel = "m"\nbase_url = "http://localhost/v1"\n')
    assert llm_settings(file, None, environment={}) is not None
    assert llm_settings(file, False, environment={}) is None


FAULTS = [
    ("[llm\n", ":1: it is no valid TOML"),
    (f"a = {'[' * 5_000}", ": it is no valid TOML"),
    (f"[llm]\napi_key = {KEY}\n", ":2: it is no valid TOML"),
    (f'[llm]\n"{KEY}" = 1\n"{KEY}" = 2\n', "it is no valid TOML"),
    ("[lm]\n", ":1: unknown table 'lm'; did you mean 'llm'?"),
    ("llm = 3\n", ":1: 'llm' is no table; write [llm] on a line of its own"),
    ('[llm]\nmodle = "m"\n', ":2: unknown key 'modle' in [llm]; did you mean 'model'?"),
    ("[llm]\nvotes = true\n", ":2: 'votes' has not the right form; use votes = 3"),
    ('[llm]\nmax_seconds = "9"\n', ":2: 'max_seconds' has not the right form; use max_seconds = 2.5"),
    ('[llm]\nbase_url = "http://h/v1"\n', "no model is named; pass --llm-model NAME"),
    ('[llm]\nmodel = "m"\n', "there is no key for the public server; set OPENAI_API_KEY"),
    *(
        (f'[llm]\nmodel = "m"\nbase_url = "{url}"\n', "the address of the server is no web address")
        for url in ("localhost:80", "http://[::1", "http://", "http://h:99999/v1", "file:///etc/hosts")
    ),
    ('[llm]\nmodel = "m"\nbase_url = "http://h/v1"\nvotes = 10\n', "10 votes make no sense; take 1 to 9"),
    ('[llm]\nmodel = "m"\nbase_url = "http://h/v1"\nmax_calls = 0\n', "'max_calls' is not more than 0"),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_a_fault_names_the_file_and_the_next_step_and_never_the_key(tmp_path: Path, text: str, said: str) -> None:
    def read() -> None:
        file = write(tmp_path, text + f"# {KEY}\n")
        llm_settings(file, True, environment={})

    with pytest.raises(BriefprismError) as caught:
        read()
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "briefprism.toml"))
    assert KEY not in str(caught.value)


def test_limits_come_from_the_file_and_options_go_first(tmp_path: Path) -> None:
    file = write(tmp_path, "[limits]\nmax_pages = 30\nmax_seconds = 2.5\nmax_bytes = 7000\n")
    found = settings_for(file, limits=["max_slides=9", "max_pages=40"])
    assert (found.limits.max_pages, found.limits.max_slides, found.limits.max_seconds) == (40, 9, 2.5)
    assert (found.limits.max_bytes, found.max_bytes) == (7000, 7000)
    assert settings_for(file, max_bytes=8000).limits.max_bytes == settings_for(file, max_bytes=8000).max_bytes == 8000
    assert settings_for(SettingsFile()).limits == Limits()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("max_page=3", "--limit: no limit 'max_page'; did you mean 'max_pages'?"),
        ("inside=1", "--limit: no limit 'inside'; use max_bytes, "),
        ("max_pages", "--limit max_pages: '' is no whole number above 0; write it like max_pages=1000"),
        ("max_pages=0", "is no whole number above 0"),
        ("max_pages=-4", "is no whole number above 0"),
        ("max_pages=٣", "is no whole number above 0"),
        ("max_pages=" + "9" * 5_000, "--limit max_pages: this is more than can be counted; write max_pages=1000000000000000 at most"),
        ("max_seconds=99999999999", "write max_seconds=1000000000 at most"),
    ],
)
def test_limits_that_are_none(told: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        settings_for(SettingsFile(), limits=[told])
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("max_page = 3", ":2: unknown key 'max_page' in [limits]; did you mean 'max_pages'?"),
        ("max_pages = 2.5", ":2: 'max_pages' is no whole number above 0; use max_pages = 2000"),
        ("max_pages = true", "is no whole number above 0"),
        ('max_seconds = "9"', "use max_seconds = 60"),
        ("max_cells = 0", "is no whole number above 0"),
        ("max_bytes = 0", "use max_bytes = 50000000"),
        (f"max_bytes = {'9' * 30}", ":2: 'max_bytes' is more than can be counted; use max_bytes = 1000000000000000 at most"),
        ("max_seconds = inf", "use max_seconds = 1000000000 at most"),
        ("inside = true", "unknown key 'inside' in [limits]"),
    ],
)
def test_faults_in_the_table_of_limits(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(BriefprismError) as error:
        write(tmp_path, f"[limits]\n{line}\n")
    assert said in str(error.value)

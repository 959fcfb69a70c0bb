"""The settings file: found upwards, checked, and its key shown by nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefprism.models.errors import UsageError
from briefprism.settings_file import SettingsFile, llm_settings, load_settings_file

KEY = "sk-not-to-be-seen"


def write(folder: Path, text: str) -> SettingsFile:
    (folder / "briefprism.toml").write_text(text, encoding="utf-8")
    return load_settings_file(folder)


def test_it_is_found_upwards_and_nothing_is_fine(tmp_path: Path) -> None:
    assert load_settings_file(tmp_path).values == {}
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "ours").mkdir()
    write(tmp_path / "a", 'packs = ["core", "ours"]\n')
    file = load_settings_file(tmp_path / "a" / "b")
    assert file.path == tmp_path / "a" / "briefprism.toml"
    assert file.packs == ("core", str(tmp_path / "a" / "ours"))


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
    ("[llm\n", "it is no valid TOML"),
    ("[lm]\n", "unknown setting 'lm'; did you mean 'llm'?"),
    ("llm = 3\n", "'llm' is no table; write [llm]"),
    ('packs = "core"\n', "'packs' is no list of texts"),
    ('[llm]\nmodle = "m"\n', "unknown setting 'modle'; did you mean 'model'?"),
    ("[llm]\nvotes = true\n", "'votes' has the wrong kind of value; write a whole number"),
    ('[llm]\nmax_seconds = "9"\n', "'max_seconds' has the wrong kind of value; write a number"),
    ('[llm]\nbase_url = "http://h/v1"\n', "no model is named; pass --llm-model NAME"),
    ('[llm]\nmodel = "m"\n', "there is no key for the public server; set OPENAI_API_KEY"),
    ('[llm]\nmodel = "m"\nbase_url = "localhost:80"\n', "the address of the server is no web address"),
    ('[llm]\nmodel = "m"\nbase_url = "http://h/v1"\nvotes = 10\n', "10 votes make no sense; take 1 to 9"),
    ('[llm]\nmodel = "m"\nbase_url = "http://h/v1"\nmax_calls = 0\n', "'max_calls' is not more than 0"),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_a_fault_names_the_file_and_the_next_step_and_never_the_key(tmp_path: Path, text: str, said: str) -> None:
    def read() -> None:
        file = write(tmp_path, text + f"# {KEY}\n")
        assert file.packs is not None
        llm_settings(file, True, environment={})

    with pytest.raises(UsageError) as caught:
        read()
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "briefprism.toml"))
    assert KEY not in str(caught.value)

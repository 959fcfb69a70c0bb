"""durable-rules in a process of its own: the same answers, and a run that outlives it."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.models.logic import Atom, Clause, Fact, Literal, Var
from briefprism.rules import cage, durable
from briefprism.rules.cage import CagedEngine, worker_command
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.strata import stratify

pytestmark = pytest.mark.skipif(not durable.available(), reason="durable-rules cannot be imported here")
X = Var("X")
PROGRAM = stratify(
    [
        Clause("a", Atom("gap", (X, "X")), (Literal(Atom("need", (X,))), Literal(Atom("met", (X,)), counted=True, at_least=0, at_most=0))),
        Clause("b", Atom("poor"), (Literal(Atom("gap", (X, "X")), counted=True, at_least=2),)),
    ]
)
OTHER = stratify([Clause("c", Atom("p", (X,)), (Literal(Atom("need", (X,))),))])
FACTS = [Fact("need", ("a",)), Fact("need", ("b",)), Fact("met", ("c",))]
# The C module is made to die: at the fact with the number that stands first.
DEADLY = """
import sys, json, os, signal, time
sys.path[:] = json.loads(sys.argv[1])
from briefprism.rules import cage, durable, durable_program
real, told = durable_program.native(), [0]
class Deadly:
    def __getattr__(self, name):
        return getattr(real, name)
    def assert_fact(self, handle, fact):
        told[0] += 1
        if told[0] >= NUMBER:
            HOW
        return real.assert_fact(handle, fact)
durable.native = durable_program.native = lambda: Deadly()
cage.serve()
"""


@pytest.fixture(scope="module")
def caged() -> CagedEngine:
    return CagedEngine()


def test_the_same_answers_as_the_plain_engine(caged: CagedEngine) -> None:
    plain = PythonEngine()
    for program in (PROGRAM, OTHER, PROGRAM, stratify([])):
        for facts in (FACTS, FACTS[:1], []):
            assert caged.run(program, facts) == plain.run(program, facts)
    assert caged.alive


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["need", "met"]), st.text(st.characters(), max_size=9)), max_size=6))
def test_any_string_goes_there_and_back(caged: CagedEngine, told: list[tuple[str, str]]) -> None:
    facts = [Fact(predicate, (text,)) for predicate, text in told]
    assert caged.run(PROGRAM, facts) == PythonEngine().run(PROGRAM, facts)
    assert caged.alive


def test_what_is_too_much_for_it_the_plain_engine_does(caged: CagedEngine, caplog: pytest.LogCaptureFixture) -> None:
    many = [Fact("need", (str(n),)) for n in range(10_001)]
    assert caged.run(OTHER, many) == PythonEngine().run(OTHER, many)
    assert caged.alive
    assert not caplog.records


def test_once_it_reports_a_fault_it_is_not_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    engine, plain = CagedEngine(), PythonEngine()
    many = [Fact("need", (str(n),)) for n in range(6_000)]  # and as many that follow
    for facts in (many, FACTS):
        assert engine.run(OTHER, facts) == plain.run(OTHER, facts)
    assert not engine.alive
    assert caplog.messages == [
        "durable-rules: more than 10000 facts are too many for it (code 0); the plain engine goes on, with the same findings"
    ]


@pytest.mark.parametrize("number", [1, 5])
@pytest.mark.parametrize("how", ["os.abort()", "os.kill(os.getpid(), signal.SIGSEGV)", "sys.exit(3)", "print('no answer')"])
def test_the_run_goes_on_when_the_c_module_dies(caplog: pytest.LogCaptureFixture, number: int, how: str) -> None:
    boot = DEADLY.replace("NUMBER", str(number)).replace("HOW", how)
    engine, plain = CagedEngine(worker_command(boot)), PythonEngine()
    for facts in (FACTS, FACTS[:2], FACTS):
        assert engine.run(PROGRAM, facts) == plain.run(PROGRAM, facts)
    assert not engine.alive
    assert len(caplog.records) == 1
    assert "the plain engine goes on, with the same findings" in caplog.text


def test_a_worker_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(cage, "SECONDS", 0.2)
    engine = CagedEngine(worker_command(DEADLY.replace("NUMBER", "1").replace("HOW", "time.sleep(600)")))
    assert engine.run(PROGRAM, FACTS) == PythonEngine().run(PROGRAM, FACTS)
    assert not engine.alive
    assert len(caplog.records) == 1


def test_a_worker_that_cannot_start_is_no_worker(caplog: pytest.LogCaptureFixture) -> None:
    engine = CagedEngine([sys.executable, "-c", "raise SystemExit(1)"])
    assert engine.run(PROGRAM, FACTS) == PythonEngine().run(PROGRAM, FACTS)
    assert "code 1" in caplog.text


def test_eight_threads_get_their_own_answers(caged: CagedEngine) -> None:
    plain = PythonEngine()
    jobs = [(program, [Fact("need", (f"{n}",)) for n in range(size)]) for program in (PROGRAM, OTHER) for size in range(8)] * 5
    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(lambda job: caged.run(*job), jobs)) == [plain.run(*job) for job in jobs]


def test_an_answer_that_was_not_waited_for_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = CagedEngine()
    worker = engine._worker
    assert worker is not None
    assert worker.stdout is not None
    stream = worker.stdout

    class Interrupted:
        def readline(self) -> bytes:
            raise KeyboardInterrupt

        close = stream.close

    with monkeypatch.context() as patch:
        patch.setattr(worker, "stdout", Interrupted())
        with pytest.raises(KeyboardInterrupt):
            engine.run(PROGRAM, FACTS)
    assert not engine.alive
    assert engine.run(OTHER, FACTS[:1]) == PythonEngine().run(OTHER, FACTS[:1])


def test_a_fork_leaves_the_worker_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = CagedEngine()
    monkeypatch.setattr(cage.os, "getpid", lambda: -1)
    monkeypatch.setattr(engine, "_ask", lambda *_: pytest.fail("the worker was asked"))
    assert engine.run(PROGRAM, FACTS) == PythonEngine().run(PROGRAM, FACTS)


def test_the_worker_ends_with_its_engine() -> None:
    engine = CagedEngine()
    engine.run(PROGRAM, FACTS)
    worker = engine._worker
    assert worker is not None
    del engine
    gc.collect()
    assert worker.returncode == 0
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer) and not thread.finished.is_set()]


def test_a_check_goes_on_and_says_so(tmp_path: Path) -> None:
    """The whole command, with a C module that aborts."""
    (tmp_path / "plan.md").write_text("# Plan\n\nWe will post on Facebook and Instagram every day to win new members.\n", encoding="utf-8")
    script = (
        "import sys\n"
        "from briefprism.rules import cage\n"
        f"deadly = {DEADLY.replace('NUMBER', '1').replace('HOW', 'os.abort()')!r}\n"
        "real = cage.worker_command\n"
        "cage.worker_command = (lambda: real(deadly)) if sys.argv[1] == 'deadly' else real\n"
        "sys.argv = ['briefprism', 'check', 'plan.md', '--format', 'json', '--fail-on', 'never', '--engine', 'durable']\n"
        "from briefprism.cli.app import main\n"
        "main()\n"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script, how], cwd=tmp_path, capture_output=True, check=False) for how in ("deadly", "well")
    ]
    assert [run.returncode for run in runs] == [0, 0], runs[1].stderr.decode()
    assert json.loads(runs[0].stdout) == json.loads(runs[1].stdout)
    assert runs[0].stderr.decode().strip().endswith("the plain engine goes on, with the same findings")
    assert runs[1].stderr == b""

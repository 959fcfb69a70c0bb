"""The engine on durable-rules in a process of its own: should its C module take that down, the run goes on without it.

Both engines give equal derivations, so the findings are the same, and one line says what happened. A line of JSON goes to
the worker for each run, and a line comes back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

from briefprism.models.errors import EngineError
from briefprism.models.logic import Atom, Clause, Derivation, Fact, Literal, Program, Step, Support, Term, Var
from briefprism.rules.chainer import PythonEngine
from briefprism.rules.durable import MAX_FACTS

SECONDS: Final = 60
"""How long a run may take before the worker counts as dead."""
# The worker takes the path of this process, and nothing from the folder that it happens to stand in.
_BOOT: Final = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from briefprism.rules.cage import serve; serve()"


def worker_command(boot: str = _BOOT) -> list[str]:
    """How a worker is started."""
    return [sys.executable, "-P", "-c", boot, json.dumps(sys.path)]


class CagedEngine:
    """Runs programs on durable-rules in a worker, and on the plain engine what is too much for it, and all once it has failed.

    Safe for threads; they take turns.

    Args:
        command: how the worker is started.
    """

    name = "durable"

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._plain = PythonEngine()
        self._lock, self._process = threading.Lock(), os.getpid()
        self._sent: Program | None = None
        # Started here, it gets ready while this process loads what labels a brief.
        pipe = subprocess.PIPE
        self._worker: subprocess.Popen[bytes] | None = subprocess.Popen(  # noqa: S603 - our own code
            command or worker_command(), stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )
        self._finalizer = weakref.finalize(self, _stop, self._worker)

    @property
    def alive(self) -> bool:
        """Whether durable-rules still answers."""
        return self._worker is not None

    def run(self, program: Program, facts: Iterable[Fact]) -> Derivation:
        """Derive all that follows."""
        given = sorted(set(facts))
        with self._lock:
            # A fork of this process shares the pipes, and would take its answers.
            worker = self._worker if os.getpid() == self._process and len(given) <= MAX_FACTS else None
            if worker is not None and (answer := self._ask(worker, program, given)) is not None:
                return _derivation(answer)
        return self._plain.run(program, given)

    def _ask(self, worker: subprocess.Popen[bytes], program: Program, facts: Sequence[Fact]) -> Any:
        """What the worker answers; None once it is dead."""
        assert worker.stdin is not None
        assert worker.stdout is not None
        told = None if program is self._sent else _told_program(program)
        message = json.dumps({"program": told, "facts": [_told_fact(fact) for fact in facts]})
        late = threading.Timer(SECONDS, worker.kill)
        late.daemon = True
        late.start()
        try:
            worker.stdin.write(message.encode("ascii") + b"\n")
            worker.stdin.flush()
            answer = json.loads(worker.stdout.readline())
        except (OSError, ValueError):  # a broken pipe, or the end of what it says
            self._bury(worker, "durable-rules stopped")
            return None
        except BaseException:  # Ctrl-C: the answer is still to come, and nobody may take it for that to another question
            worker.kill()
            self._worker = None
            raise
        finally:
            late.cancel()
        if "error" in answer:
            self._bury(worker, answer["error"])
            return None
        self._sent = program
        return answer

    def _bury(self, worker: subprocess.Popen[bytes], fault: str) -> None:
        import logging  # only here: it costs time, and this happens to nobody

        self._finalizer()
        self._worker = None
        told = "%s (code %s); the plain engine goes on, with the same findings"
        logging.getLogger("briefprism").warning(told, fault, worker.returncode)


def _stop(worker: subprocess.Popen[bytes]) -> None:
    for pipe in (worker.stdin, worker.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    try:
        worker.wait(1)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def serve() -> None:
    """The worker: answers each line of standard input on standard output, to its end."""
    from briefprism.rules.durable import DurableEngine

    engine: DurableEngine | None = None
    program: Program | None = None
    with suppress(KeyboardInterrupt, BrokenPipeError):
        for line in sys.stdin.buffer:
            asked = json.loads(line)
            try:
                engine = engine or DurableEngine()
                program = _program(asked["program"]) if asked["program"] is not None else program
                assert program is not None
                answer = _told(engine.run(program, [_fact(told) for told in asked["facts"]]))
            except EngineError as error:
                answer = {"error": f"{error.place}: {error.fault}"}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


def _told_fact(fact: Fact) -> list[str]:
    return [fact.predicate, *fact.args]


def _fact(told: Sequence[str]) -> Fact:
    return Fact(told[0], tuple(told[1:]))


def _told_atom(atom: Atom) -> list[Any]:
    return [atom.predicate, *([term.name] if isinstance(term, Var) else term for term in atom.terms)]


def _atom(told: Sequence[Any]) -> Atom:
    terms: tuple[Term, ...] = tuple(term if isinstance(term, str) else Var(term[0]) for term in told[1:])
    return Atom(told[0], terms)


def _told_program(program: Program) -> list[Any]:
    def body(clause: Clause) -> list[Any]:
        return [[_told_atom(one.atom), one.counted, one.at_least, one.at_most] for one in clause.body]

    return [[[clause.id, _told_atom(clause.head), body(clause)] for clause in layer] for layer in program.layers]


def _program(told: Sequence[Any]) -> Program:
    def clause(name: str, head: Sequence[Any], body: Sequence[Any]) -> Clause:
        return Clause(name, _atom(head), tuple(Literal(_atom(atom), *rest) for atom, *rest in body))

    return Program(tuple(tuple(clause(*one) for one in layer) for layer in told))


def _told(derivation: Derivation) -> dict[str, Any]:
    """Facts once, and by number in the steps."""
    facts = sorted(derivation.facts)
    at = {fact: number for number, fact in enumerate(facts)}
    steps = [[at[step.fact], step.clause, [[s.literal, [at[fact] for fact in s.facts]] for s in step.because]] for step in derivation.steps]
    return {"facts": [_told_fact(fact) for fact in facts], "steps": steps}


def _derivation(told: Any) -> Derivation:
    facts = [_fact(one) for one in told["facts"]]
    steps = tuple(
        Step(facts[fact], clause, tuple(Support(literal, tuple(facts[at] for at in rest)) for literal, rest in because))
        for fact, clause, because in told["steps"]
    )
    return Derivation(frozenset(facts), steps)

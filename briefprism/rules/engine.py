"""The one interface of the rule engines, and the choice between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from briefprism.models.errors import UsageError
from briefprism.models.logic import Derivation, Fact, Program
from briefprism.rules import durable
from briefprism.rules.cage import CagedEngine
from briefprism.rules.chainer import PythonEngine


class Engine(Protocol):
    """Runs a program on facts. Two engines given the same program and facts return equal derivations."""

    name: str

    def run(self, program: Program, facts: Iterable[Fact]) -> Derivation:
        """Derive all that follows.

        Raises:
            EngineError: when the engine fails, or gives an answer that it cannot stand by.
        """
        ...


def get_engine(name: str | None = None) -> Engine:
    """The engine of that name; without a name, durable-rules where it can be imported, else the plain one.

    Raises:
        UsageError: for an unknown name, or for ``durable`` where durable-rules cannot be imported.
    """
    if name is None:
        return CagedEngine() if durable.available() else PythonEngine()
    if name == PythonEngine.name:
        return PythonEngine()
    if name != durable.DurableEngine.name:
        raise UsageError("--engine", f"unknown engine '{name}'", "use 'durable' or 'python'")
    if not durable.available():
        fault = "durable-rules 2.0.28 cannot be imported here"
        raise UsageError("--engine", fault, "use `--engine python`; it needs Python below 3.13, and a C compiler to be installed")
    return CagedEngine()

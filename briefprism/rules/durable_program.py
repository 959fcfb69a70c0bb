"""Turning a program into rulesets of durable-rules 2.0.28, and the one door to its C module.

The C module is undocumented and easily led into wrong answers, so it is given little: interned strings, equality
joins, and for each counted literal one rule that collects every matching fact once a token says that the lower layers
are quiet. What each limit below guards against stands beside it.
"""

from __future__ import annotations

import importlib
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import metadata
from typing import Final, Protocol, cast

from briefprism.models.errors import EngineError
from briefprism.models.logic import Atom, Clause, Program, Var

VERSION: Final = "2.0.28"
MAX_LITERALS: Final = 12  # a frame of the C module holds 16 facts
MAX_TERMS: Final = 24  # a pattern of the C module holds 31 tests
MAX_RULES: Final = 100  # a ruleset; more go into further rulesets
MAX_PATTERNS: Final = 240  # a ruleset; it crashes where 256 rules share one pattern
MAX_SHARED: Final = 50  # patterns of one predicate in a ruleset; its stack for a fact holds 64
COLLECT: Final = 65_535  # the highest ``cap``: all matches arrive in one batch
TOKEN: Final = "t"  # noqa: S105
"""The predicate of the token that starts the collecting, and its alias in a rule."""
SINK: Final = "sink"
"""The rule that matches every fact: one that no rule matches is an error code there. It also proves arrival."""

Kind = tuple[str, int]
"""A predicate with its number of terms: facts of other lengths are another kind."""
Equal = tuple[int, int]
"""Two argument places of a fact that hold the same value."""
_Json = dict[str, object]


class Native(Protocol):
    """What is used of the C module ``durable_rules_engine``."""

    error: type[Exception]

    def create_ruleset(self, name: str, rules: str, /) -> int:
        """Compile rules (JSON) and return a handle."""
        ...

    def delete_ruleset(self, handle: int, /) -> None:
        """Free a handle."""
        ...

    def assert_fact(self, handle: int, fact: str, /) -> tuple[int, int]:
        """Assert one fact (JSON); returns a code, where zero is success, and the state."""
        ...

    def start_action_for_state(self, handle: int, state: int, /) -> tuple[str, str] | None:
        """Take the first pending action of a state."""
        ...

    def complete_and_start_action(self, handle: int, state: int, /) -> str | None:
        """Finish an action and take the next one, if any."""
        ...

    def delete_state(self, handle: int, sid: str, /) -> None:
        """Forget the facts of a session."""
        ...


@lru_cache(maxsize=1)
def native() -> Native:
    """The C module, imported when it is first needed.

    Raises:
        EngineError: when it is missing, of another version, or cannot be loaded (Python 3.13 and later).
    """
    step = "use `--engine python`, or install durable-rules 2.0.28 on Python below 3.13"
    try:
        version = metadata.version("durable_rules")
        module = importlib.import_module("durable_rules_engine")
    except ImportError as error:
        raise EngineError("durable-rules", f"cannot be imported ({error})", step) from error
    if version != VERSION:
        # The adapter leans on measured behaviour of this one version.
        raise EngineError("durable-rules", f"version {version} is untested", step)
    return cast("Native", module)


@dataclass(frozen=True, slots=True)
class CountPlan:
    """One counted literal: which rule collects its facts, and which places must equal which variables."""

    literal: int
    rule: str
    keys: tuple[tuple[int, Var], ...]

    @property
    def places(self) -> tuple[int, ...]:
        """The argument places by which the collected facts are grouped."""
        return tuple(place for place, _ in self.keys)


@dataclass(frozen=True, slots=True)
class ClausePlan:
    """How one clause runs: ``rule`` joins its positive literals (None without any), ``counts`` are decided in Python.

    ``source`` names for each variable the literal and the argument place that bind it.
    """

    clause: Clause
    rule: str | None
    source: Mapping[Var, tuple[int, int]]
    counts: tuple[CountPlan, ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One ruleset of the C module: its handle, the kinds of fact it reads, and whether it waits for the token."""

    handle: int
    kinds: frozenset[str]
    collects: bool


@dataclass(frozen=True, slots=True)
class LayerPlan:
    """One layer: its clauses, and the rulesets that match for them together."""

    clauses: tuple[ClausePlan, ...]
    rulesets: tuple[Ruleset, ...]


@dataclass(slots=True)
class Symbols:
    """The interned strings of a program. Plans add their own on top, so that nothing of a plan outlives it."""

    kinds: dict[Kind, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    equals: dict[Kind, set[Equal]] = field(default_factory=dict)

    def kind(self, atom: Atom) -> str:
        """The short name of the atom's predicate and length."""
        return self.kinds.setdefault((atom.predicate, len(atom.terms)), f"k{len(self.kinds)}")

    def constant(self, text: str) -> str:
        """The short name of a constant."""
        return self.constants.setdefault(text, f"s{len(self.constants)}")

    def equal(self, atom: Atom, places: Equal) -> str:
        """The property that a fact of this kind bears when both places hold the same value."""
        self.equals.setdefault((atom.predicate, len(atom.terms)), set()).add(places)
        return equal_name(places)


def equal_name(places: Equal) -> str:
    """The name of the property that says that two places are equal."""
    return f"e{places[0]}_{places[1]}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A program, ready to run."""

    symbols: Symbols
    layers: tuple[LayerPlan, ...]

    def handles(self) -> list[int]:
        """All rulesets that this program holds in the C module."""
        return [ruleset.handle for layer in self.layers for ruleset in layer.rulesets]


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    body: _Json
    kinds: tuple[str, ...]
    collects: bool


def compile_program(program: Program) -> Compiled:
    """Build the rulesets of a program in the C module.

    Raises:
        EngineError: when a clause is beyond what the C module bears, or the C module refuses a ruleset.
    """
    symbols = Symbols()
    drafts = [_draft(layer, symbols) for layer in program.layers]
    handles: list[int] = []
    try:
        layers = tuple(LayerPlan(clauses, tuple(_create(chunk, handles) for chunk in _chunks(rules))) for clauses, rules in drafts)
    except native().error as error:
        for handle in handles:
            native().delete_ruleset(handle)
        raise EngineError("durable-rules", f"refused the rules ({error})", "use `--engine python`") from error
    return Compiled(symbols, layers)


def _draft(layer: Sequence[Clause], symbols: Symbols) -> tuple[tuple[ClausePlan, ...], list[_Rule]]:
    plans: list[ClausePlan] = []
    rules: list[_Rule] = []
    collectors: dict[str, str] = {}
    for clause in layer:
        _check_size(clause)
        source: dict[Var, tuple[int, int]] = {}
        patterns: list[_Json] = []
        kinds: list[str] = []
        for place, literal in enumerate(clause.body):
            if not literal.counted:
                patterns.append({f"m{place}": _pattern(literal.atom, place, source, symbols)})
                kinds.append(symbols.kind(literal.atom))
        name = f"r{len(rules)}" if patterns else None
        if name:
            rules.append(_Rule(name, {"all": patterns, "dist": 0}, tuple(kinds), collects=False))
        counts = tuple(
            CountPlan(place, _collector(literal.atom, symbols, rules, collectors), _keys(literal.atom, source))
            for place, literal in enumerate(clause.body)
            if literal.counted
        )
        plans.append(ClausePlan(clause, name, source, counts))
    return tuple(plans), rules


def _check_size(clause: Clause) -> None:
    terms = max((len(literal.atom.terms) for literal in clause.body), default=0)
    if len(clause.body) > MAX_LITERALS or terms > MAX_TERMS:
        fault = f"more than {MAX_LITERALS} conditions, or more than {MAX_TERMS} terms in one, are too many"
        raise EngineError(f"clause {clause.id}", fault, "split the clause, or use `--engine python`")


def _pattern(atom: Atom, place: int, source: dict[Var, tuple[int, int]], symbols: Symbols) -> _Json:
    """The tests of a positive literal; its new variables are entered into ``source``."""
    tests: list[_Json] = [{"p": symbols.kind(atom)}]
    for number, term in enumerate(atom.terms):
        if isinstance(term, str):
            tests.append({f"a{number}": symbols.constant(term)})
            continue
        literal, where = source.setdefault(term, (place, number))
        if literal != place:
            tests.append({f"a{number}": {f"m{literal}": f"a{where}"}})
        elif where != number:
            # A test between two properties of one fact is made into a property beforehand.
            tests.append({symbols.equal(atom, (where, number)): "y"})
    return {"$and": tests}


def _collector(atom: Atom, symbols: Symbols, rules: list[_Rule], collectors: dict[str, str]) -> str:
    """The rule that collects the facts of a counted literal; literals with the same constants share one."""
    fixed = [{f"a{n}": symbols.constant(term)} for n, term in enumerate(atom.terms) if isinstance(term, str)]
    pattern: _Json = {"$and": [{"p": symbols.kind(atom)}, *fixed]}
    text = json.dumps(pattern)
    if text not in collectors:
        collectors[text] = f"c{len(rules)}"
        body: _Json = {"all": [{TOKEN: {"p": TOKEN}}, {"m": pattern}], "cap": COLLECT, "dist": 0}
        rules.append(_Rule(collectors[text], body, (TOKEN, symbols.kind(atom)), collects=True))
    return collectors[text]


def _keys(atom: Atom, source: Mapping[Var, tuple[int, int]]) -> tuple[tuple[int, Var], ...]:
    return tuple((n, term) for n, term in enumerate(atom.terms) if isinstance(term, Var) and term in source)


def _chunks(rules: Iterable[_Rule]) -> Iterable[list[_Rule]]:
    chunk: list[_Rule] = []
    shared: Counter[str] = Counter()
    for rule in rules:
        wider = shared + Counter(rule.kinds)
        if chunk and (len(chunk) == MAX_RULES or wider.total() > MAX_PATTERNS or max(wider.values()) > MAX_SHARED):
            yield chunk
            chunk, wider = [], Counter(rule.kinds)
        chunk.append(rule)
        shared = wider
    if chunk:
        yield chunk


_names = itertools.count()


def _create(chunk: Sequence[_Rule], handles: list[int]) -> Ruleset:
    rules = {rule.name: rule.body for rule in chunk}
    rules[SINK] = {"all": [{"m": {"$ex": {"p": 1}}}]}
    handle = native().create_ruleset(f"briefprism{next(_names)}", json.dumps(rules))
    handles.append(handle)
    kinds = frozenset(kind for rule in chunk for kind in rule.kinds)
    return Ruleset(handle, kinds - {TOKEN}, any(rule.collects for rule in chunk))

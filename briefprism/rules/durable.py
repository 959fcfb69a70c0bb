"""The engine on durable-rules: its C module matches and joins, this adapter keeps it to what it does reliably.

The C module sees short interned names only, one fact at a time, and every return code is checked. It never sees a
negation, a comparison or an aggregate: those wait until the lower layers are quiet and are decided here.
"""

from __future__ import annotations

import itertools
import json
import threading
import weakref
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

from briefprism.models.errors import EngineError
from briefprism.models.logic import Derivation, Fact, Program, Step, Support, Var
from briefprism.rules.durable_program import (
    SINK,
    TOKEN,
    ClausePlan,
    Compiled,
    CountPlan,
    LayerPlan,
    Ruleset,
    Symbols,
    compile_program,
    equal_name,
    native,
)

MAX_FACTS: Final = 10_000
MAX_PROGRAMS: Final = 16
_TOKEN_ID: Final = f"f{MAX_FACTS}"
_PLAIN: Final = "use `--engine python`"

_Chosen = Mapping[int, Fact]
"""The fact that each positive literal, by its place in the body, rests on."""
_Collected = dict[str, list[Fact]]
"""What each collecting rule found."""
_Groups = dict[tuple[str, tuple[int, ...]], dict[tuple[str, ...], tuple[Fact, ...]]]
"""What was collected, by rule and argument places, then by the values in those places; sorted."""

# The handles of the C module are one table for the process, and it is not written for threads.
_LOCK = threading.Lock()
# A name that was checked to have no equal 32-bit hash among its like, up to a million.
_session_numbers = itertools.cycle(range(1_000_000))


def available() -> bool:
    """Whether durable-rules can be used here."""
    try:
        native()
    except EngineError:
        return False
    return True


class DurableEngine:
    """Runs programs on durable-rules. Safe for threads; they take turns."""

    name = "durable"

    def __init__(self) -> None:
        native()
        self._programs: OrderedDict[Program, Compiled] = OrderedDict()
        self._last: tuple[Program, Compiled] | None = None
        self._finalizer = weakref.finalize(self, _forget_all, self._programs)

    def run(self, program: Program, facts: Iterable[Fact]) -> Derivation:
        """Derive all that follows.

        Raises:
            EngineError: beyond the limits of durable-rules, or when it reports or does something unexpected.
        """
        given = sorted(set(facts))
        with _LOCK:
            compiled = self._compiled(program)
            plan = _Plan(compiled.symbols)
            try:
                for fact in given:
                    plan.add(fact)
                for layer in compiled.layers:
                    _LayerRun(layer, plan).run()
            finally:
                if plan.unclean:
                    # Its rulesets hold half a plan that cannot be freed: leak them, and build new ones next time.
                    self._programs.pop(program, None)
                    self._last = None
        return Derivation(frozenset(plan.facts), tuple(sorted(plan.steps)))

    def _compiled(self, program: Program) -> Compiled:
        if self._last is not None and self._last[0] is program:
            return self._last[1]
        compiled = self._programs.get(program)
        if compiled is None:
            compiled = self._programs[program] = compile_program(program)
            while len(self._programs) > MAX_PROGRAMS:
                _forget(self._programs.popitem(last=False)[1])
        self._programs.move_to_end(program)
        self._last = (program, compiled)
        return compiled


def _forget(compiled: Compiled) -> None:
    for handle in compiled.handles():
        native().delete_ruleset(handle)


def _forget_all(programs: OrderedDict[Program, Compiled]) -> None:
    while programs:
        _forget(programs.popitem()[1])


class _Plan:
    """One run: its facts under their short names, and the steps found so far."""

    def __init__(self, symbols: Symbols) -> None:
        self.facts: dict[Fact, str] = {}
        self.by_id: dict[str, Fact] = {}
        self.steps: set[Step] = set()
        self.unclean = False
        self.sid = f"p{next(_session_numbers)}"
        self._symbols = symbols
        self._own: dict[str, str] = {}

    def add(self, fact: Fact) -> bool:
        """Take in a fact; false when it was known."""
        if fact in self.facts:
            return False
        if len(self.facts) == MAX_FACTS:
            raise EngineError("durable-rules", f"more than {MAX_FACTS} facts are too many for it", _PLAIN)
        name = f"f{len(self.facts)}"
        self.facts[fact], self.by_id[name] = name, fact
        return True

    def kind(self, fact: Fact) -> str | None:
        """The short name of the fact's kind; None when no clause reads such facts."""
        return self._symbols.kinds.get((fact.predicate, len(fact.args)))

    def message(self, fact: Fact, kind: str) -> str:
        """The fact as the C module sees it."""
        properties = {"id": self.facts[fact], "sid": self.sid, "p": kind}
        properties |= {f"a{place}": self._intern(value) for place, value in enumerate(fact.args)}
        for one, other in self._symbols.equals.get((fact.predicate, len(fact.args)), ()):
            if fact.args[one] == fact.args[other]:
                properties[equal_name((one, other))] = "y"
        return json.dumps(properties)

    def _intern(self, text: str) -> str:
        known = self._symbols.constants.get(text)
        if known is None:
            known = self._own.setdefault(text, f"v{len(self._own)}")
        return known


class _Session:
    """The plan's state inside one ruleset of the C module."""

    def __init__(self, ruleset: Ruleset, plan: _Plan) -> None:
        self.ruleset, self._plan = ruleset, plan
        self._told = self._acted = self._failed = False

    def tell(self, name: str, message: str) -> list[tuple[str, object]]:
        """Assert one fact; return every rule that fires, with its facts as the C module reports them."""
        self._told = self._failed = True  # until it is through: whatever ends it half-way, also a stop from outside, leaves half a state
        try:
            fired = [pair for action in self._actions(name, message) for pair in json.loads(action).items()]
        except native().error as error:
            raise EngineError("durable-rules", f"failed on fact {name} ({error})", _PLAIN) from error
        self._failed = False
        arrivals = [found["m"]["id"] for rule, found in fired if rule == SINK]
        if arrivals != [name]:
            raise EngineError("durable-rules", f"lost fact {name}", _PLAIN)
        return [(rule, found) for rule, found in fired if rule != SINK]

    def _actions(self, name: str, message: str) -> Iterator[str]:
        engine, handle = native(), self.ruleset.handle
        code, state = engine.assert_fact(handle, message)
        if code != 0:
            raise EngineError("durable-rules", f"answered code {code} to fact {name}", _PLAIN)
        started = engine.start_action_for_state(handle, state)
        self._acted = self._acted or started is not None
        action = started[1] if started else None
        while action:
            yield action
            action = engine.complete_and_start_action(handle, state)

    def close(self) -> None:
        """Free the state. One in which nothing fired yet must not be freed, which would crash: a leak is better."""
        if self._failed or self._told != self._acted:
            self._plan.unclean = True
        elif self._acted:
            try:
                native().delete_state(self.ruleset.handle, self._plan.sid)
            except native().error:
                self._plan.unclean = True


class _LayerRun:
    """One layer of one plan."""

    def __init__(self, layer: LayerPlan, plan: _Plan) -> None:
        self._layer, self._plan = layer, plan
        self._sessions = [_Session(ruleset, plan) for ruleset in layer.rulesets]
        self._by_rule = {clause.rule: clause for clause in layer.clauses if clause.rule}
        self._waiting: deque[tuple[ClausePlan, _Chosen]] = deque()
        self._groups: _Groups = {}

    def run(self) -> None:
        """Match all known facts, collect for the counts, then follow every firing until nothing is new."""
        try:
            for fact in list(self._plan.facts):
                self._tell(fact)
            # The lower layers are quiet and this layer derives nothing that it counts: now counts are final.
            self._group(self._collect())
            self._waiting.extend((clause, {}) for clause in self._layer.clauses if clause.rule is None)
            while self._waiting:
                self._conclude(*self._waiting.popleft())
        finally:
            for session in self._sessions:
                session.close()

    def _tell(self, fact: Fact) -> None:
        kind = self._plan.kind(fact)
        readers = [session for session in self._sessions if kind in session.ruleset.kinds]
        if kind is None or not readers:
            return
        message = self._plan.message(fact, kind)
        for session in readers:
            for rule, found in session.tell(self._plan.facts[fact], message):
                if rule not in self._by_rule:
                    raise EngineError("durable-rules", f"fired {rule} out of turn", _PLAIN)
                messages = cast("Mapping[str, Mapping[str, str]]", found)
                chosen = {int(alias[1:]): self._plan.by_id[told["id"]] for alias, told in messages.items()}
                self._waiting.append((self._by_rule[rule], chosen))

    def _collect(self) -> _Collected:
        collected: _Collected = {}
        token = json.dumps({"id": _TOKEN_ID, "sid": self._plan.sid, "p": TOKEN})
        for session in self._sessions:
            if session.ruleset.collects:
                for rule, found in session.tell(_TOKEN_ID, token):
                    if rule in collected or rule in self._by_rule:
                        raise EngineError("durable-rules", f"fired {rule} out of turn", _PLAIN)
                    rows = cast("Sequence[Mapping[str, Mapping[str, str]]]", found)
                    collected[rule] = [self._plan.by_id[row["m"]["id"]] for row in rows]
        return collected

    def _group(self, collected: _Collected) -> None:
        for count in (count for clause in self._layer.clauses for count in clause.counts):
            if (count.rule, count.places) in self._groups:
                continue
            lists: dict[tuple[str, ...], list[Fact]] = {}
            for fact in collected.get(count.rule, ()):
                lists.setdefault(tuple(fact.args[place] for place in count.places), []).append(fact)
            groups = {values: tuple(sorted(facts)) for values, facts in lists.items()}
            self._groups[count.rule, count.places] = groups

    def _conclude(self, plan: ClausePlan, chosen: _Chosen) -> None:
        bound = {var: chosen[literal].args[place] for var, (literal, place) in plan.source.items()}
        supports: dict[int, tuple[Fact, ...]] = {literal: (fact,) for literal, fact in chosen.items()}
        for count in plan.counts:
            facts = self._counted(count, bound)
            literal = plan.clause.body[count.literal]
            if len(facts) < literal.at_least or (literal.at_most is not None and len(facts) > literal.at_most):
                return
            supports[count.literal] = facts
        head = plan.clause.head
        fact = Fact(head.predicate, tuple(bound[term] if isinstance(term, Var) else term for term in head.terms))
        because = tuple(Support(literal, supports[literal]) for literal in range(len(plan.clause.body)))
        self._plan.steps.add(Step(fact, plan.clause.id, because))
        if self._plan.add(fact):
            self._tell(fact)

    def _counted(self, count: CountPlan, bound: Mapping[Var, str]) -> tuple[Fact, ...]:
        wanted = tuple(bound[var] for _, var in count.keys)
        return self._groups[count.rule, count.places].get(wanted, ())

"""From rules to clauses: alternatives become clauses of their own, and the world is closed for every element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from briefprism.models.logic import Atom, Clause, Fact, Literal, Program, Term, Var
from briefprism.models.rule import RULE_ELEMENTS, Condition, Pack, Rule
from briefprism.rules.strata import stratify

USES_ARGS = ("platform", "label", "kind", "social", "state")
CLOSING = "closed-world"


@lru_cache(maxsize=8)
def compile_pack(pack: Pack) -> Program:
    """Compile a pack.

    Raises:
        PackError: when rules go in a circle through absence, or ask for what cannot be counted.
    """
    clauses = [clause for rule in pack.rules for clause in _clauses(rule)]
    clauses += [_closing(element) for element in (*RULE_ELEMENTS, *sorted(pack.further()))]
    return stratify(clauses)


def rule_id_of(clause: str) -> str:
    """The rule that a clause was made from."""
    return clause.partition("#")[0]


def walk(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """All conditions, with those inside any and all."""
    for condition in conditions:
        yield condition
        yield from walk(condition.parts)


def matches(atom: Atom, fact: Fact) -> bool:
    """Whether a fact has the predicate and the constants of an atom."""
    return (atom.predicate, len(atom.terms)) == (fact.predicate, len(fact.args)) and all(
        isinstance(term, Var) or term == arg for term, arg in zip(atom.terms, fact.args, strict=True)
    )


def _closing(element: str) -> Clause:
    """An element is missing when it was searched for, and is neither present nor unclear."""
    none = [Literal(Atom(state, (element,)), counted=True, at_least=0, at_most=0) for state in ("present", "unclear")]
    return Clause(f"{CLOSING}#{element}", Atom("missing", (element,)), (Literal(Atom("searched", (element,))), *none))


def _clauses(rule: Rule) -> Iterator[Clause]:
    head = Atom("gap", (rule.id,)) if rule.is_finding else Atom("present", (rule.concludes[1],))
    bodies = [sum(choice, ()) for choice in product(*(alternatives(c) for c in rule.when))]
    for number, body in enumerate(bodies):
        suffix = f"#{number}" if len(bodies) > 1 else ""
        yield Clause(rule.id + suffix, head, tuple(dict.fromkeys(body)))


def alternatives(condition: Condition) -> list[tuple[Literal, ...]]:
    """The ways in which a condition can hold, each a body of a clause."""
    match condition.kind:
        case "any":
            return [body for part in condition.parts for body in alternatives(part)]
        case "all":
            return [sum(choice, ()) for choice in product(*(alternatives(p) for p in condition.parts))]
        case "uses":
            return _uses(condition)
        case "line" | "section":
            return _signs(condition)
        case "listed_as_social":
            return [(Literal(Atom("listed_as_social", (Var("platform"),)), counted=True),)]
        case "fact":
            return [(Literal(Atom("holds", (condition.name,))),)]
        case kind:
            return [(Literal(Atom(kind, (condition.name,))),)]


def _signs(condition: Condition) -> list[tuple[Literal, ...]]:
    """One line (or one section) that says one of the elements, and of which one of the traits is known."""
    place = Var(f"{condition.kind} {sorted(condition.options.items())}")  # other conditions may speak of other places
    said = [Literal(Atom("says", (element, condition.kind, place))) for element in condition.options["says"]]  # type: ignore[attr-defined]
    known = [Literal(Atom("known", (trait, condition.kind, place))) for trait in condition.options.get("known", ())]  # type: ignore[attr-defined]
    return [(*pair,) for pair in product(said, known)] if known else [(literal,) for literal in said]


def _uses(condition: Condition) -> list[tuple[Literal, ...]]:
    options = condition.options
    choices = [[(key, value) for value in options[key]] for key in USES_ARGS[1:] if key in options]  # type: ignore[attr-defined]
    at_most = options.get("at_most")
    literals = []
    for choice in product(*choices):
        chosen: dict[str, str] = dict(choice)
        terms: tuple[Term, ...] = tuple(chosen.get(arg, Var(arg)) for arg in USES_ARGS)
        at_least = 0 if at_most is not None and "at_least" not in options else int(str(options.get("at_least", 1)))
        literals.append(Literal(Atom("uses", terms), True, at_least, None if at_most is None else int(str(at_most))))
    if at_most == 0:
        return [tuple(literals)]  # none of these, and none of those
    return [(literal,) for literal in literals]

"""Look for regular expressions that backtrack without end: python tools/check_regexes.py. Needs `pip install regexploit`.

All that the package compiles are looked at (in its modules, and those that its functions pass to `re` as they stand), with those
of its data. Exit code 1 names each one that takes more than quadratic time.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import briefprism

ROOT = Path(briefprism.__file__).resolve().parent
MOST_STARRINESS = 2
"""Of regexploit: the degree of the polynomial; 10 and more stand for an exponential."""


def patterns() -> Iterator[tuple[str, str, int]]:
    """(place, pattern, flags) of every regular expression."""
    for module in pkgutil.walk_packages(briefprism.__path__, "briefprism."):
        if module.name == "briefprism.__main__":
            continue
        held = vars(importlib.import_module(module.name))
        for name, value in held.items():
            yield from _compiled(f"{module.name}.{name}", value)
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (text := _literal(node)) is not None:
                yield f"{path.relative_to(ROOT.parent)}:{node.lineno}", text, 0
    from briefprism.data.matchers import load_matchers

    yield from _compiled("data/matchers.yaml", load_matchers())


def _compiled(place: str, value: object) -> Iterator[tuple[str, str, int]]:
    if isinstance(value, re.Pattern):
        text = value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
        yield place, text, value.flags
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "REGEX" and isinstance(inner, str):  # of spaCy's Matcher
                yield place, inner, 0
            yield from _compiled(f"{place}[{key}]", inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _compiled(place, inner)


def _literal(node: ast.AST) -> str | None:
    """The pattern of a call such as ``re.search("…", text)``; compiled ones are found in their modules, with their flags."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.args):
        return None
    first = node.args[0]
    mine = node.func.value.id == "re" and node.func.attr != "compile"
    return first.value if mine and isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def too_slow(pattern: str, flags: int) -> list[str]:
    """What regexploit finds that is worse than quadratic: an example of a text for each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it parses with a module that Python deprecates
        from regexploit.ast.sre import SreOpParser
        from regexploit.redos import find

        parsed = SreOpParser().parse_sre(pattern, flags & ~re.DEBUG)
        return [redos.example() for redos in find(parsed) if redos.starriness > MOST_STARRINESS]


def main() -> None:
    """Print what is too slow."""
    seen: dict[tuple[str, int], str] = {}
    for place, pattern, flags in patterns():
        seen.setdefault((pattern, flags), place)
    slow = {place: found for (pattern, flags), place in seen.items() if (found := too_slow(pattern, flags))}
    for place, found in slow.items():
        print(f"{place}: {found[0][:200]!r}")
    print(f"{len(seen)} regular expressions, {len(slow)} too slow")
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()

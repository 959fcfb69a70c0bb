"""YAML values that know where they stand, so that every fault can name its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

import yaml

from briefprism.models.errors import PackError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Located:
    """A YAML node of the file ``file``."""

    file: str
    node: yaml.Node

    def fail(self, fault: str, step: str) -> NoReturn:
        """Raise a PackError that names this node's line."""
        raise PackError(f"{self.file}:{self.node.start_mark.line + 1}", fault, step)

    def pairs(self) -> list[tuple[str, Located]]:
        """The entries of a mapping."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fail("a mapping is expected here", "write 'name: value'")
        return [(Located(self.file, key).name(), Located(self.file, value)) for key, value in self.node.value]

    def name(self) -> str:
        """What stands before a colon."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.fail("a name is expected before the colon", "write 'name: value'")
        return str(self.node.value)

    def only_pair(self, more: str) -> tuple[str, Located]:
        """The entry of a mapping of one; ``more`` is the fault when there are several."""
        if not (pairs := self.pairs()):
            self.fail("there is nothing in it", "write 'name: value'")
        if len(pairs) > 1:
            self.fail(more, "start a new item with '-' for each")
        return pairs[0]

    def items(self, *, or_single: bool = False) -> list[Located]:
        """The items of a list, at least one; with ``or_single`` a plain value counts as a list of one."""
        if isinstance(self.node, yaml.SequenceNode):
            if not self.node.value:
                self.fail("the list is empty", "write at least one item, each with '-'")
            return [Located(self.file, item) for item in self.node.value]
        if or_single:
            return [self]
        return self.fail("a list is expected here", "start each item with '-'")

    def __contains__(self, key: str) -> bool:
        return any(name == key for name, _ in self.pairs())

    def __getitem__(self, key: str) -> Located:
        for name, value in self.pairs():
            if name == key:
                return value
        return self.fail(f"field {key!r} is missing", f"add '{key}:'")

    def check_fields(self, known: Sequence[str], required: Iterable[str] = ()) -> None:
        """Refuse unknown, double and missing fields."""
        seen: set[str] = set()
        for name, value in self.pairs():
            if name not in known:
                value.fail(f"unknown field {name!r}", _nearest(name, known))
            if name in seen:
                value.fail(f"field {name!r} stands twice", "keep one of them")
            seen.add(name)
        if missing := [name for name in required if name not in seen]:
            self.fail(f"field {missing[0]!r} is missing", f"add '{missing[0]}:'")

    def line_of(self, text: str) -> str:
        """File and line of the first value that reads ``text``; the file alone when there is none."""
        pending = [self.node]
        while pending:
            node = pending.pop(0)
            if isinstance(node, yaml.ScalarNode) and str(node.value).strip() == text:
                return f"{self.file}:{node.start_mark.line + 1}"
            children = [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else node.value
            pending += children if not isinstance(node, yaml.ScalarNode) else []
        return self.file

    def text(self) -> str:
        """A plain value, as written."""
        if not isinstance(self.node, yaml.ScalarNode) or not str(self.node.value).strip():
            self.fail("a text is expected here", "write it in quotes")
        return str(self.node.value).strip()

    def one_of(self, known: Sequence[str], what: str) -> str:
        """A text out of a closed list."""
        text = self.text()
        if text not in known:
            self.fail(f"unknown {what} {text!r}", _nearest(text, known))
        return text

    def matching(self, pattern: str, what: str) -> str:
        """A text of a certain form."""
        text = self.text()
        if not re.fullmatch(pattern, text):
            self.fail(f"{text!r} has not the right form", f"write {what}")
        return text

    def whole_number(self) -> int:
        """A number from 0 on."""
        return int(self.matching(r"\d{1,4}", "a whole number from 0 to 9999"))


def load_yaml(file: str, raw: bytes) -> Located:
    """Parse one document.

    Raises:
        PackError: when it is no YAML, empty, or more than one document.
    """
    try:
        node = _Loader(raw).get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise PackError(f"{file}{line}", f"no valid YAML: {problem}", "put texts with a colon in quotes") from error
    if node is None:
        raise PackError(file, "the file is empty", "write a rule, or remove the file")
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw, Loader=_Loader)):
        raise PackError(file, "it uses YAML aliases ('*name')", "write the text out each time")
    return Located(file, node)


def _nearest(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}"

"""The one loader of the example briefs, which the folder ``examples`` of the project holds."""

from __future__ import annotations

from importlib.resources import files


def load_example(name: str) -> str:
    """The text of an example.

    Raises:
        FileNotFoundError: when there is none of that name.
    """
    return (files("briefprism.data") / "examples" / f"{name}.md").read_text(encoding="utf-8")

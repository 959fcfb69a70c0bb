"""Plugins: installed packages that bring rule packs, labellers or renderers by entry points. Nothing runs unless it is named.

- ``briefprism.packs``: a function without arguments that gives the folder of a pack.
- ``briefprism.hall.brief.labellers``: a function from a ``Brief`` to ``Signal`` records of what it finds.
- ``briefprism.renderers``: a function from a ``Report`` to a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import get_close_matches
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from briefprism.hall.brief.reading import Reading
from briefprism.models.brief import Brief
from briefprism.models.errors import BriefprismError, UsageError
from briefprism.models.logic import Fact
from briefprism.models.report import Report
from briefprism.models.signal import Signal
from briefprism.rules.loader import BUILT_IN


def pack_folder(name: str) -> str:
    """A built-in name or a folder as it is; the name of a plugin's pack as its folder. What is none of them is left to the loader.

    Raises:
        UsageError: when the plugin fails.
    """
    if name in BUILT_IN or Path(name).is_dir() or name not in plugin_names("packs"):
        return name
    return str(_run("packs", name, _load("packs", name)))


def renderer(name: str) -> Callable[[Report], str]:
    """The renderer of a plugin.

    Raises:
        UsageError: when none has that name, or it fails.
    """
    found = _load("renderers", name)
    return lambda report: str(_run("renderers", name, found, report))


def with_labels_of(name: str, reading: Reading) -> Reading:
    """The reading with what a plugin finds: it may find what is missing or unclear, and overrules nothing that is present.

    Raises:
        UsageError: when none has that name, it fails, or it quotes what the brief does not say.
    """
    labeller: Callable[[Brief], Iterable[Signal]] = _load("labellers", name)
    if not reading.is_plan:
        return reading
    signals, world = {s.element: s for s in reading.signals}, reading.world
    for signal in list(_run("labellers", name, labeller, reading.brief)):
        _check(name, signal, reading)
        if signal.state != "present" or signals[signal.element].state == "present":
            continue
        fact = Fact("present", (signal.element,))
        world = world.adding([fact], f"The plugin {name} found it.")
        world = replace(world, evidence={**world.evidence, fact: signal.evidence})
        signals[signal.element] = replace(signal, by=name)
    return replace(reading, signals=tuple(signals.values()), world=world)


def _check(name: str, signal: Signal, reading: Reading) -> None:
    """Every machine-made quote is checked against the text before anybody sees it."""
    text = reading.brief.text
    step = "ask its author, or leave it out"
    if signal.element not in {s.element for s in reading.signals}:
        raise UsageError(f"plugin {name}", f"it labels {signal.element!r}, which is no element", step)
    if not signal.evidence or any(text[e.start : e.end] != e.quote for e in signal.evidence):
        raise UsageError(f"plugin {name}", f"what it quotes for {signal.element!r} is not in the brief", step)


def plugin_names(group: str) -> list[str]:
    """The names that installed plugins offer, of one of packs, labellers, renderers."""
    return sorted(entry_points(group=f"briefprism.{group}").names)


def _load(group: str, name: str) -> Any:
    found = entry_points(group=f"briefprism.{group}", name=name)
    if not found:
        names = plugin_names(group)
        near = get_close_matches(name, names, 1)
        step = f"did you mean {near[0]!r}?" if near else "install the package that brings it"
        raise UsageError("plugins", f"no installed package brings {group} of the name {name!r}", step)
    return _run(group, name, next(iter(found)).load)


def _run(group: str, name: str, function: Callable[..., Any], *args: Any) -> Any:
    """Run somebody else's code: whatever it raises becomes one line that names it."""
    try:
        return function(*args)
    except BriefprismError:
        raise
    except Exception as error:
        raise UsageError(
            f"plugin {name}", f"it failed ({type(error).__name__}: {error})", f"mend it, or run without its {group}"
        ) from error

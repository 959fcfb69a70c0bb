"""What all tests share: checkers made once, the examples, and the command as a process or in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

import briefprism
from briefprism.classifier.craft import CraftLabeller
from briefprism.classifier.elements import ElementLabeller, Labels
from briefprism.classifier.lines import Line
from briefprism.hall.brief.pipeline import Checker
from briefprism.models.brief import Brief
from briefprism.models.platform import Mention
from briefprism.models.settings import Settings
from briefprism.models.signal import Evidence, Signal
from briefprism.rules import durable

REPO = Path(__file__).resolve().parent.parent
PACKAGE = Path(briefprism.__file__).resolve().parent
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read as Linux tells it")
PEAK_KB = "int(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
"""What a script evaluates for the peak of its memory. (getrusage tells that of the process that started it, if it was larger.)"""
needs_durable = pytest.mark.skipif(not durable.available(), reason="durable-rules cannot be imported here")

BAKERY = """# Social media plan for the bakery

We want young parents in Leeds to visit the bakery more often this spring.

- Post photos of the new bread on Facebook and Instagram every Monday
- Film a tour of the bakery for YouTube in May
- Rosa answers all comments on Facebook within a day
"""
"""A plan that lives on networks only."""

GERMAN = """Wir wollen mehr junge Eltern in unsere Bäckerei bringen. Jede Woche posten wir auf Facebook und auf Instagram ein Foto,
und auf unserem Blog schreiben wir, wie das Brot gebacken wird. Plakate hängen wir nicht auf.
"""

PRESS = """FOR IMMEDIATE RELEASE

Hallam Bridge reopens after two years of repairs

SHEFFIELD, 4 May 2025 - The Hallam Bridge was reopened on Sunday by the mayor. More than three thousand people walked
across the river, and a brass band played. The bridge was built in 1902 and was closed in 2023, when engineers found
cracks in two of its arches.

"This is a great day for the city," said Mayor Ruth Ames. "I am proud of everybody who worked on it."

The repairs cost 4.2 million pounds, which the county paid. The work was done by Northway Engineering, which employs 240
people in Rotherham.

About Northway Engineering: founded in 1971, the company repairs bridges and tunnels. Press contact: Tom Hale,
press@northway.example

###
"""
"""A press release, which is no plan."""


def pytest_configure(config: pytest.Config) -> None:
    """Where the built wheel is to be tested, a run that would test the checkout is refused."""
    if os.environ.get("BRIEFPRISM_TESTS_EXPECT_WHEEL") and ("site-packages" not in PACKAGE.parts or PACKAGE.parent == REPO):
        raise pytest.UsageError(f"briefprism is imported from {PACKAGE}, not from site-packages; install it, and run `pytest`")


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker()


@pytest.fixture(scope="session")
def plain_checker() -> Checker:
    return Checker(Settings(engine="python"))


@pytest.fixture(scope="session")
def texts() -> Mapping[str, str]:
    """The example briefs by name, and three of our own."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted((REPO / "examples").glob("*.md"))}
    return {**found, "bakery": BAKERY, "german": GERMAN, "press": PRESS}


DOUBTFUL = {
    "search_findability": "We want to be more visible on social media this spring.",
    "target": "Boost the best posts (£150 a month)",
    "interaction": "Jess does the posting, starting on 3 March",
}
"""Elements that no rule derives, and the sentences of the weak example on which the labellers abstain for `in_doubt`."""


@pytest.fixture
def in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The labellers abstain on three elements of the weak example, whatever their weights."""

    label = ElementLabeller.label

    def doubting(
        self: ElementLabeller, brief: Brief, lines: Sequence[Line], tools: Sequence[Mention], *more: CraftLabeller | None
    ) -> Labels:
        found = label(self, brief, lines, tools, *more)
        return replace(found, signals=tuple(unclear(brief, signal) for signal in found.signals))

    def unclear(brief: Brief, signal: Signal) -> Signal:
        units = [u for u in brief.units if brief.quote(u) == DOUBTFUL.get(signal.element)]
        if not units and "Thornbury" not in brief.text:
            return signal
        if not units:
            return replace(signal, state="present") if signal.state == "unclear" else signal
        words = tuple(Evidence(brief.quote(u), u.start, u.end, 0.4) for u in units)
        return Signal(signal.element, "unclear", 0.4, "model", words)

    monkeypatch.setattr(ElementLabeller, "label", doubting)


@pytest.fixture(scope="session")
def python() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs the interpreter with arguments, the input ``stdin``, in the folder ``cwd``, with further environment variables."""

    def run(
        *args: str | bytes, stdin: bytes = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        dropped = ("NO_COLOR", "FORCE_COLOR", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONHASHSEED")
        own = {key: value for key, value in os.environ.items() if key not in dropped}
        own |= {"PYTHONPATH": str(PACKAGE.parent), **(env or {})}
        return subprocess.run([sys.executable, *args], input=stdin, cwd=cwd, env=own, capture_output=True, timeout=120, check=False)

    return run


@pytest.fixture(scope="session")
def command(python: Callable[..., subprocess.CompletedProcess[bytes]]) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs briefprism in a process of its own."""

    def run(*args: str | bytes, **options: object) -> subprocess.CompletedProcess[bytes]:
        return python("-m", "briefprism", *args, **options)

    return run


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, bytes, bytes]]:
    """Runs the command's main function in this process, where the labellers are loaded already: (code, output, errors)."""
    from briefprism.cli.app import main

    def run(*args: str | Path, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
        monkeypatch.setattr(sys, "argv", ["briefprism", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        code = end.value.code
        assert isinstance(code, int)
        return code, *capsysbinary.readouterr()

    return run

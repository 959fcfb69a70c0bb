"""Write the generated pages of docs/, or with --check fail when one is stale."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from contextlib import chdir, redirect_stdout
from pathlib import Path

from picture_docs import picture_pages

from briefprism.cli.app import main as briefprism
from briefprism.hall.brief.pipeline import Checker, glossary, rule_pack
from briefprism.report.pages import rule_page, term_page
from briefprism.report.schema import report_schema
from briefprism.report.terminal import render
from briefprism.rules.loader import BUILT_IN

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
_EXAMPLE = re.compile(r"(?<=<!-- example -->\n).*?(?=<!-- /example -->)", re.DOTALL)
COMMANDS = (
    "", "check", "classify", "review", "why", "why-not", "what-if", "complete", "diff", "explain", "rules", "rules list", "rules show",
    "rules new", "rules test", "train", "evaluate",
)  # fmt: skip

_OPENING = """# From a weak brief to a complete one

Made by `tools/make_docs.py`, which runs the commands. The brief is `examples/weak.md`.
"""


def pages() -> dict[str, str]:
    """File name in docs/ to content."""
    return {
        "../README.md": _readme(),
        "schema/report.schema.json": json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n",
        "rules.md": _rules(),
        "words.md": _words(),
        "commands.md": _commands(),
        "transcript.md": _transcript(ROOT / "examples" / "weak.md"),
        **picture_pages(ROOT),
    }


def _readme() -> str:
    """The README with the first lines of a real report in its first screen."""
    source = "examples/weak.md"
    report = Checker().check((ROOT / source).read_text(encoding="utf-8"), source)
    shown = render(report, glossary(), width=100).split("\n\n3. ")[0].rstrip()
    block = f"```text\n$ briefprism check {source}\n{shown}\n…\n```\n"
    return _EXAMPLE.sub(lambda _: block, (ROOT / "README.md").read_text(encoding="utf-8"))


def _rules() -> str:
    opening = "Made from the packs by `tools/make_docs.py`. The pack core says what makes a plan complete, craft what experts would add."
    parts = ["# The rules", "", opening, ""]
    for rule in (rule for name in BUILT_IN for rule in rule_pack(BUILT_IN).rules if rule.pack == name):
        parts += [f"## {rule.id}", "", "```text", rule_page(rule).rstrip(), "```", ""]
    return "\n".join(parts)


def _words() -> str:
    parts = ["# Words that the reports use", "", "Made from the glossary by `tools/make_docs.py`.", ""]
    for term in glossary().values():
        head, _, rest = term_page(term).partition("\n")
        name, _, short = head.partition(": ")
        parts += [f"## {name}", "", f"{short}", "", rest.strip(), ""]
    return "\n".join(parts)


def _commands() -> str:
    parts = ["# Commands", "", "Made from the commands' own help by `tools/make_docs.py`.", ""]
    for name in COMMANDS:
        command = [sys.executable, "-m", "briefprism", *name.split(), "--help"]
        env = {"COLUMNS": "96", "TERMINAL_WIDTH": "96", "PATH": "", "NO_COLOR": "1", "PYTHONUTF8": "1"}
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=env)  # noqa: S603 - our own command
        text = "\n".join(line.rstrip() for line in run.stdout.strip().replace("python -m briefprism", "briefprism").splitlines())
        parts += [f"## briefprism {name}".rstrip(), "", "```text", text, "```", ""]
    return "\n".join(parts)


def _transcript(brief: Path) -> str:
    """One weak brief taken to a complete one: each command with what it prints and its exit code."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("weak.md").write_text(brief.read_text(encoding="utf-8"), encoding="utf-8")
        parts = [_OPENING, "```text\n" + Path("weak.md").read_text(encoding="utf-8").rstrip() + "\n```\n"]
        parts += [_step("Is it complete?", "check weak.md")]
        parts += [_step("Why is it said to be made for networks?", "why weak.md built-for-networks")]
        parts += [_step("Why does the rule on measuring not fire?", "why-not weak.md not-measured")]
        parts += [_step("What was found of the people whom it is for?", "why-not weak.md audience")]
        parts += [_step("What would one more sentence change?", 'what-if weak.md --add "We answer every comment within a day."')]
        parts += [_step("What is the least that makes it complete?", "complete weak.md")]
        first, *_ = json.loads(_run("complete weak.md --format json")[0])["sets"]
        sentences = [addition["example"] for addition in first]
        Path("mended.md").write_text(
            "\n\n".join([Path("weak.md").read_text(encoding="utf-8").rstrip(), *sentences]) + "\n", encoding="utf-8"
        )
        parts += [f"## The sentences are added\n\n`mended.md` is `weak.md` with these {len(sentences)} sentences at its end.\n"]
        parts += [_step("What has changed?", "diff weak.md mended.md")]
        parts += [_step("Is it complete now?", "check mended.md --lens race")]
        return "\n".join(parts)


def _step(title: str, command: str) -> str:
    out, code = _run(command)
    return f"## {title}\n\n```text\n$ briefprism {command}\n{out.rstrip()}\n```\n\nExit code {code}.\n"


def _run(command: str) -> tuple[str, int]:
    """What a command prints, and its exit code; run in this process, where the labellers are loaded already."""
    before, out = sys.argv, io.StringIO()
    sys.argv = ["briefprism", *shlex.split(command)]
    os.environ["NO_COLOR"] = "1"
    try:
        with redirect_stdout(out):
            briefprism()
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    finally:
        sys.argv = before
    raise AssertionError("the command did not end")


def main() -> int:
    """Write, or compare."""
    stale = []
    for name, content in pages().items():
        path = DOCS / name
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                stale.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    for name in stale:
        print(f"docs/{name} is stale; run: python tools/make_docs.py", file=sys.stderr)
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())

"""Write the generated pages of docs/, or with --check fail when one is stale."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from briefprism.pipeline import Checker, glossary, rule_pack
from briefprism.report.pages import rule_page, term_page
from briefprism.report.schema import report_schema
from briefprism.report.terminal import render

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
_EXAMPLE = re.compile(r"(?<=<!-- example -->\n).*?(?=<!-- /example -->)", re.DOTALL)
COMMANDS = ("", "check", "review", "classify", "explain", "rules", "rules list", "rules show", "rules test", "train", "evaluate")


def pages() -> dict[str, str]:
    """File name in docs/ to content."""
    return {
        "../README.md": _readme(),
        "schema/report.schema.json": json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n",
        "rules.md": _rules(),
        "words.md": _words(),
        "commands.md": _commands(),
    }


def _readme() -> str:
    """The README with the first lines of a real report in its first screen."""
    source = "examples/weak.md"
    report = Checker().check((ROOT / source).read_text(encoding="utf-8"), source)
    shown = render(report, glossary(), width=100).split("\n\n3. ")[0].rstrip()
    block = f"```text\n$ briefprism check {source}\n{shown}\n…\n```\n"
    return _EXAMPLE.sub(lambda _: block, (ROOT / "README.md").read_text(encoding="utf-8"))


def _rules() -> str:
    parts = ["# The rules of the pack core", "", "Made from the pack by `tools/make_docs.py`.", ""]
    for rule in rule_pack().rules:
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

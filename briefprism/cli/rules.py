"""`briefprism rules`: list, show and test rules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="List, show and test rules.", rich_markup_mode=None)


@app.command("list")
def list_rules(pack: Annotated[list[str] | None, typer.Option("--pack", help="A rule pack by name, or a folder.")] = None) -> None:
    """One line for each rule."""
    from briefprism.hall.brief.pipeline import rule_pack
    from briefprism.report.pages import rule_lines
    from briefprism.rules.loader import BUILT_IN

    sys.stdout.write(rule_lines(rule_pack(tuple(pack or BUILT_IN))))


@app.command("show")
def show(
    rule_id: Annotated[str, typer.Argument(help="The id of a rule.")],
    pack: Annotated[list[str] | None, typer.Option("--pack", help="A rule pack by name, or a folder.")] = None,
) -> None:
    """A rule with its reason, cure, source and examples."""
    from briefprism.hall.brief.pipeline import find_rule
    from briefprism.report.pages import rule_page
    from briefprism.rules.loader import BUILT_IN

    sys.stdout.write(rule_page(find_rule(rule_id, tuple(pack or BUILT_IN))))


@app.command("new")
def new(
    rule_id: Annotated[str, typer.Argument(help="An id that names the gap, such as no-budget-for-ads.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where the file goes.")] = Path("rules"),
) -> None:
    """Write the file of a new rule for you to fill in; its tests fail until you do."""
    from briefprism.hall.person.newrule import new_rule

    path = new_rule(rule_id, folder)
    print(f"{path} is written. Open it, fill it in, and run `briefprism rules test {folder}`.", file=sys.stderr)


@app.command("test")
def run_examples(
    folder: Annotated[str | None, typer.Argument(help="A folder with rules of your own; none tests the built-in pack.")] = None,
    engine: Annotated[str | None, typer.Option("--engine", help="durable or python.")] = None,
) -> None:
    """Run the examples of rules: each on facts, and each from its text."""
    from briefprism.hall.upkeep.selftest import run_tests, unreached

    results = run_tests(folder or "core", engine)
    for result in results:
        if result.fault:
            print(f"{result.place}: {result.rule}: {result.fault}")
    for note in unreached(folder or "core", engine):
        print(note)
    failed = sum(bool(r.fault) for r in results)
    print(f"{len(results) - failed} of {len(results)} tests passed")
    if failed:
        raise typer.Exit(1)

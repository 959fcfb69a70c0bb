"""The command `briefprism`: commands are thin doors to the hall, and import nothing heavy before they run."""

from __future__ import annotations

import sys
from typing import Any

import typer

from briefprism.cli import check, classify, explain, learn, rules
from briefprism.models.errors import BriefprismError
from briefprism.version import VERSION

app = typer.Typer(
    name="briefprism",
    help="Reads a marketing brief and says in plain words why the plan is complete or not.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("check")(check.check)
app.command("classify")(classify.classify)
app.command("explain")(explain.explain)
app.add_typer(rules.app, name="rules")
app.command("train")(learn.train)
app.command("evaluate")(learn.evaluate)


# typer brings its own click in some versions and takes the installed one in others; this is the class in use.
_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"briefprism {VERSION}")
        raise typer.Exit


@app.callback()
def _options(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version.")) -> None:
    """Reads a marketing brief and says in plain words why the plan is complete or not."""


def main() -> None:
    """Run the command; every fault is one line on standard error and exit code 2."""
    try:
        code = app(standalone_mode=False)
    except BriefprismError as error:
        code = _fault(str(error))
    except _USAGE_ERROR as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "briefprism"
        code = _fault(f"{command}: {error.format_message().rstrip('.')}; see `{command} --help`")
    except (typer.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _fault(line: str) -> int:
    print(" ".join(line.split()), file=sys.stderr)
    return 2

"""The command `briefprism`: commands are thin doors to the hall, and import nothing heavy before they run."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from io import TextIOWrapper
from typing import Any, Final

import typer

from briefprism.cli import check, classify, explain, learn, reasons, review, rules, serve
from briefprism.cli.saying import say
from briefprism.models.errors import BriefprismError
from briefprism.version import VERSION

app = typer.Typer(
    name="briefprism",
    help="Reads a marketing brief and says in plain words why the plan is complete or not.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("check")(check.check)
app.command("classify")(classify.classify)
app.command("review")(review.review)
app.command("why")(reasons.why)
app.command("why-not")(reasons.why_not)
app.command("what-if")(reasons.what_if)
app.command("complete")(reasons.complete)
app.command("diff")(reasons.diff)
app.command("explain")(explain.explain)
app.add_typer(rules.app, name="rules")
app.command("serve")(serve.serve)
app.command("train")(learn.train)
app.command("evaluate")(learn.evaluate)


_TRACE: Final = "BRIEFPRISM_TRACE"
"""Set in the environment: the trace of a fault of ours is shown."""

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
    _set_up_output()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # files in the making are left in order, as on Ctrl-C
    try:
        code = app(prog_name="briefprism", standalone_mode=False)
        sys.stdout.flush()
    except BriefprismError as error:
        code = _fault(str(error))
    except _USAGE_ERROR as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "briefprism"
        code = _fault(f"{command}: {error.format_message().rstrip('.').replace('Value error, ', '')}; see `{command} --help`")
    except (typer.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:
        _drop_output()
        code = 0
    except FileNotFoundError as error:
        place = error.filename or "the folder that you are in"  # which has no name when it is gone
        code = _fault(f"{place}: it is not there any more; change to another folder, or run it again")
        _drop_output()
    except OSError as error:
        code = _fault(f"{error.filename or 'standard output'}: it cannot be read or written ({error.strerror}); make room or name another")
        _drop_output()
    except Exception as error:  # noqa: BLE001 - nobody shall read a trace who did not ask for it
        code = _fault(_broken(error))
    sys.exit(code if isinstance(code, int) else 0)


def _broken(error: Exception) -> str:
    """What is said of a fault of ours: where it is, and none of the words of a brief, which may stand in the error."""
    if isinstance(error, MemoryError):
        return "briefprism: there is not enough memory for this; give it less at once, or close other programs"
    if os.environ.get(_TRACE):
        traceback.print_exception(error)
    *_, last = traceback.extract_tb(error.__traceback__)
    where = f"{type(error).__name__} in {os.path.basename(last.filename)}, line {last.lineno}"  # noqa: PTH119 - no file is looked at
    return f"briefprism: it broke off, which is a fault of ours ({where}); set {_TRACE}=1, run it again, and send us what it says"


def _fault(line: str) -> int:
    say(line)
    return 2


def _set_up_output() -> None:
    """Files and pipes get UTF-8, whatever the locale; what a stream cannot hold is escaped, never a crash."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - closed by who called us
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Send what is still buffered nowhere, so that the end of the process does not try to write it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""The shell of a command: a parser that names what is nearest, error messages, exit codes, JSON.

``netsim.shell.commandline`` is its twin, since neither package imports the other; a test compares what both do.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from .errors import DISK_FULL, WrongInput, ZerolocusError, disk_full

PLOT_FORMATS = (".png", ".svg", ".pdf")

EXIT_CODES = """exit codes: 0 done; 1 a certificate does not hold; 2 wrong usage or data; 3 a file or an engine is
missing; 4 a limit of time or memory cut something short; 130 interrupted"""


class Parser(argparse.ArgumentParser):
    """An argument parser without abbreviations that names the nearest option, subcommand or choice.

    Args:
        words: subcommands that are looked at before the options are parsed.
    """

    def __init__(self, *, words: Sequence[str] = (), **options: Any) -> None:
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, epilog=EXIT_CODES, **options
        )
        self.words = words

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            name = unknown[0].partition("=")[0]
            raise WrongInput(
                f"unknown option {name!r}" if name.startswith("-") else f"unexpected argument {name!r}",
                hint=self._nearest(name, (*self._option_string_actions, *self.words)),
                kind="unknown_option",
            )
        return found, unknown

    def error(self, message: str) -> NoReturn:
        raise WrongInput(message, hint=f"see {self.prog} --help", kind="usage")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as problem:
            hint = self._nearest(str(value), map(str, action.choices or ()))
            raise WrongInput(str(problem), hint=hint, kind="usage") from None

    def _nearest(self, name: str, known: Iterable[str]) -> str:
        near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
        return f"did you mean {near[0]}?" if near else f"see {self.prog} --help"


def check_plot_path(option: str, path: str | None) -> None:
    """Refuse the picture of an option that could not be written, before anything is computed.

    Raises:
        WrongInput: it says why.
    """
    if path is None:
        return
    target = Path(path)
    if target.suffix.lower() not in PLOT_FORMATS:
        cause = f"ends in {target.suffix or 'nothing'}"
        hint = f"end it in {', '.join(PLOT_FORMATS)}"
    elif target.exists() and not target.is_file():
        cause, hint = "is not a plain file", "give a file"
    elif not target.parent.is_dir():
        cause, hint = f"lies in {str(target.parent)!r}, which is not a folder", "make the folder first"
    elif not os.access(target if target.exists() else target.parent, os.W_OK):
        cause, hint = "cannot be written", "choose another place"
    else:
        return
    raise WrongInput(f"{option} {path!r} {cause}", hint=hint, kind="bad_plot")


def run_command(body: Callable[[Sequence[str]], int], arguments: Sequence[str] | None) -> int:
    """Run a command body and turn every foreseen error into its message and exit code.

    An error is one line with its cause and one with the next step on stderr; with ``--json`` it is the document
    ``{"error": {"code", "kind", "message", "hint"}}`` on stdout, and stderr stays empty.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)

    def stop(number: int, _: Any) -> NoReturn:
        raise SystemExit(128 + number)

    previous = signal.signal(signal.SIGTERM, stop)  # so that what was begun is tidied up, and engines end with us
    try:
        try:
            code = body(arguments)
        except ZerolocusError as problem:
            _say(problem, as_json="--json" in arguments)
            code = problem.exit_code
        if sys.stdout is not None:  # it is closed: there is nobody to tell
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of stdout went away
        _let_go_of_stdout()
        return 0
    except OSError as problem:
        if problem.errno not in DISK_FULL:
            raise
        _let_go_of_stdout()
        full = disk_full("the output")
        _say(full, as_json=False)
        return full.exit_code
    finally:
        signal.signal(signal.SIGTERM, previous)


def _say(problem: ZerolocusError, *, as_json: bool) -> None:
    if as_json:
        error = {"code": problem.exit_code, "kind": problem.kind, "message": problem.message, "hint": problem.hint}
        print(json.dumps({"error": error}, indent=2, ensure_ascii=False))
        return
    print(f"error: {problem.message}", file=sys.stderr)
    if problem.hint:
        print(f"  next: {problem.hint}", file=sys.stderr)


def _let_go_of_stdout() -> None:
    """What is still to be written to it goes nowhere, instead of failing once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

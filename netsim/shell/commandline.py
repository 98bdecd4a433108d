"""The shell of a command: a parser that names what is nearest, error messages, exit codes, JSON.

``algebraic.shell.command`` is its twin, since neither package imports the other; a test compares what both do.
"""

from __future__ import annotations

import argparse
import difflib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from .errors import NetsimError, WrongInput
from .interrupts import ending, signals
from .output import OUTPUT_LOST, as_typed, escaping, no_output, output_lost, say, tell
from .reading import shown_path

PLOT_FORMATS = (".png", ".svg", ".pdf")

EXIT_CODES = """exit codes: 0 done; 1 an outcome contradicts the paper (with --strict); 2 wrong usage or data; 3 data, a
device or a package is missing; 4 time, memory or disk space ran out (it resumes); 70 a defect of the program; 130
interrupted (it resumes)"""


class Parser(argparse.ArgumentParser):
    """An argument parser without abbreviations that names the nearest option, subcommand or choice."""

    def __init__(self, *, prog: str, **options: Any) -> None:
        super().__init__(
            prog=as_typed(prog),
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=EXIT_CODES,
            **options,
        )

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, unknown = super().parse_known_args(self._joined(sys.argv[1:] if args is None else args), namespace)
        if unknown:
            name = unknown[0].partition("=")[0][:100]
            raise WrongInput(
                f"unknown option {name!r}" if name.startswith("-") else f"unexpected argument {name!r}",
                hint=self._nearest(name, self._option_string_actions),
                kind="unknown_option",
            )
        return found, unknown

    def _joined(self, words: Sequence[str]) -> list[str]:
        """``--point -1,0`` as ``--point=-1,0``: what begins with a minus, and is no option, is the value of one."""
        found: list[str] = []
        for word in words:
            before = self._option_string_actions.get(found[-1]) if found else None
            is_value = word[:1] == "-" != word[1:2] and word[1:] and word not in self._option_string_actions
            if is_value and before is not None and before.nargs is None and found[-1].startswith("--"):
                found[-1] += f"={word}"
            else:
                found.append(word)
        return found

    def error(self, message: str) -> NoReturn:
        message = message if len(message) <= 400 else f"{message[:200]}…{message[-100:]}"
        raise WrongInput(message, hint=f"see {self.prog} --help", kind="usage")

    def format_help(self) -> str:
        return as_typed(super().format_help())

    def _print_message(self, message: str, file: Any = None) -> None:
        print(message, end="", file=file)  # argparse's own swallows what goes wrong

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as problem:
            hint = self._nearest(str(value), map(str, action.choices or ()))
            raise WrongInput(str(problem), hint=hint, kind="usage") from None

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        if action.option_strings and action.nargs is None and arg_strings == ["--"]:
            self.error(f"argument {'/'.join(action.option_strings)}: expected one argument")
        return super()._get_values(action, arg_strings)

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        if action.type in (int, float) and (not arg_string.isascii() or "_" in arg_string):  # Python reads １ and 1_0
            name = "/".join(action.option_strings) or action.metavar
            self.error(f"argument {name}: {arg_string!r} is not a number in plain digits")
        return super()._get_value(action, arg_string)

    def _nearest(self, name: str, known: Iterable[str]) -> str:
        near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
        return f"did you mean {near[0]}?" if near else f"see {self.prog} --help"


def check_range(option: str, value: int | None, least: int, most: int) -> None:
    """Refuse a whole number outside of the range of its option.

    Raises:
        WrongInput: it says what the range is.

    >>> check_range("--jobs", 0, 1, 8)
    Traceback (most recent call last):
    netsim.shell.errors.WrongInput: --jobs is 0 (give a number from 1 on)
    """
    if value is None or least <= value <= most:
        return
    shown = str(value)
    raise WrongInput(
        f"{option} is {shown if len(shown) <= 40 else shown[:20] + f'… ({len(shown):,} digits)'}",
        hint=f"give a number from {least} on" if value < least else f"the limit is {most:,}",
        kind=f"bad_{option.lstrip('-').replace('-', '_')}",
    )


def check_plot_path(option: str, path: str | None) -> None:
    """Refuse the picture of an option that could not be written, before anything is computed.

    Raises:
        WrongInput: it says why.
    """
    if path is None:
        return
    try:
        with suppress(FileNotFoundError, NotADirectoryError):
            os.stat(path)  # links that lead to each other
        _check_picture(option, Path(path))
    except (OSError, ValueError, RuntimeError) as problem:  # a name that is too long, that has a NUL, …
        cause = problem.strerror if isinstance(problem, OSError) else problem
        raise WrongInput(
            f"{option} {shown_path(path)}: {cause}", hint="choose another place", kind="bad_plot"
        ) from None


def _check_picture(option: str, target: Path) -> None:
    if target.suffix.lower() not in PLOT_FORMATS:
        cause = f"ends in {target.suffix or 'nothing'}"
        hint = f"end it in {', '.join(PLOT_FORMATS)}"
    elif target.exists() and not target.is_file():
        cause, hint = "is not a plain file", "give a file"
    elif not (place := _nearest_there(target)).is_dir() and place != target:
        cause, hint = f"lies in {shown_path(place)}, which is not a folder", "choose another place"
    elif not os.access(place, os.W_OK):
        cause, hint = "cannot be written", "choose another place"
    else:
        return
    raise WrongInput(f"{option} {shown_path(target)} {cause}", hint=hint, kind="bad_plot")


def _nearest_there(target: Path) -> Path:
    """The file itself, or the first folder above it that exists: those between are made."""
    return next((place for place in (target, *target.parents) if place.exists()), Path())


def run_command(body: Callable[[Sequence[str]], int], arguments: Sequence[str] | None) -> int:
    """Run a command body and turn every error into its message and exit code.

    An error is one line with its cause and one with the next step on stderr; with ``--json`` it is the document
    ``{"error": {"code", "kind", "message", "hint"}}`` on stdout, and stderr stays empty. An exception that nobody
    foresaw is a defect, with exit code 70.
    """
    alone = arguments is None  # nothing follows but the end of the program
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    code = 0
    with signals(last=alone) as received, escaping(sys.stdout):
        try:
            code = _end_of(body, arguments, received)
            if sys.stdout is None:  # it was closed before we began
                return code or tell(no_output("it is closed"))
            sys.stdout.flush()
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
            say("interrupted\n  next: run the same command again: it resumes")
            return 130
        except OSError as problem:
            return output_lost(problem) or code  # a reader that went away changes no verdict
        return 128 + received[0] if received else code  # a verdict of after a signal is none


def _end_of(body: Callable[[Sequence[str]], int], arguments: Sequence[str], received: Sequence[int]) -> int:
    """The exit code of a body, its error told."""
    try:
        return body(arguments)
    except SystemExit as end:  # of --help
        if end.code != 0:
            raise
        return 0
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno in OUTPUT_LOST:
            raise
        if received and not isinstance(problem, NetsimError):  # raised in C code, which made something else of it
            raise ending(received[0]) from problem
        return tell(problem, as_json="--json" in arguments)

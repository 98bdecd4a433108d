"""The shell of a command: a parser that names what is nearest, error messages, exit codes, JSON.

``netsim.shell.commandline`` is its twin, since neither package imports the other; a test compares what both do.
"""

from __future__ import annotations

import argparse
import difflib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from .budget import SOON, exceptions_are_swallowed
from .errors import OutOfBudget, WrongInput, ZerolocusError
from .output import OUTPUT_LOST, escaping, no_output, output_lost, say, tell
from .reading import shown_path

ENDED = 128 + signal.SIGTERM  # how a command ends that is told to
PLOT_FORMATS = (".png", ".svg", ".pdf")

EXIT_CODES = """exit codes: 0 done; 1 a certificate does not hold; 2 wrong usage or data; 3 a file or an engine is
missing; 4 what was asked is not decided, for a limit of time or memory or otherwise; 70 a defect of the program;
130 interrupted"""


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
            name = unknown[0].partition("=")[0][:100]
            raise WrongInput(
                f"unknown option {name!r}" if name.startswith("-") else f"unexpected argument {name!r}",
                hint=self._nearest(name, (*self._option_string_actions, *self.words)),
                kind="unknown_option",
            )
        return found, unknown

    def error(self, message: str) -> NoReturn:
        message = message if len(message) <= 400 else f"{message[:200]}…{message[-100:]}"
        raise WrongInput(message, hint=f"see {self.prog} --help", kind="usage")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as problem:
            hint = self._nearest(str(value), map(str, action.choices or ()))
            raise WrongInput(str(problem), hint=hint, kind="usage") from None

    def _print_message(self, message: str, file: Any = None) -> None:
        print(message, end="", file=file)  # argparse's own swallows what goes wrong

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
    algebraic.shell.errors.WrongInput: --jobs is 0 (give a number from 1 on)
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
    elif not target.parent.is_dir():
        cause, hint = f"lies in {str(target.parent)!r}, which is not a folder", "make the folder first"
    elif not os.access(target if target.exists() else target.parent, os.W_OK):
        cause, hint = "cannot be written", "choose another place"
    else:
        return
    raise WrongInput(f"{option} {shown_path(target)} {cause}", hint=hint, kind="bad_plot")


_RECEIVED: list[int] = []  # the signals that told this command to end


def run_command(body: Callable[[Sequence[str]], int], arguments: Sequence[str] | None) -> int:
    """Run a command body and turn every error into its message and exit code.

    An error is one line with its cause and one with the next step on stderr; with ``--json`` it is the document
    ``{"error": {"code", "kind", "message", "hint"}}`` on stdout, and stderr stays empty. An exception that nobody
    foresaw is a defect, with exit code 70.
    """
    alone = arguments is None  # nothing follows but the end of the program
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    with _signals(last=alone) as received, escaping(sys.stdout):
        try:
            code = _end_of(body, arguments, received)
            if sys.stdout is None:  # it was closed before we began
                return code or tell(no_output("it is closed"))
            sys.stdout.flush()
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
            say("interrupted")
            return 130
        except OSError as problem:
            return output_lost(problem)
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
        if received and not isinstance(
            problem, ZerolocusError
        ):  # raised inside C code, which made something else of it
            raise _ending(received[0]) from problem
        return tell(problem, as_json="--json" in arguments)


def interruption(problem: BaseException | None = None) -> BaseException | None:
    """What the handler of a signal raised, where C code has made something else of it; ``None`` where there was none.

    Whoever takes any exception for an answer about what was given asks here first.

    Args:
        problem: what came of it, with or without the other as its cause.
    """
    if _RECEIVED:
        return _ending(_RECEIVED[0])
    while problem is not None and not isinstance(problem, KeyboardInterrupt | SystemExit | OutOfBudget):
        problem = problem.__cause__ or problem.__context__
    return problem


def ends_command(problem: BaseException) -> bool:
    """Whether this is what the handler of a signal raises: Ctrl-C, or SIGTERM as in :func:`run_command`."""
    return isinstance(problem, KeyboardInterrupt) or (isinstance(problem, SystemExit) and problem.code == ENDED)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C. Of Python's own class, passed on inside ``exec``, Python remembers that it should end by the signal."""


def _ending(number: int) -> BaseException:
    return Interrupted() if number == signal.SIGINT else SystemExit(128 + number)


@contextmanager
def _signals(*, last: bool) -> Iterator[list[int]]:
    """What was begun is tidied up when a signal ends us, and engines end with us; the numbers of those received.

    Args:
        last: whether the program is over afterwards: Python, as it shuts down, would show where Ctrl-C met it.
    """
    received = _RECEIVED
    received.clear()

    def send_again(number: int) -> None:
        if received:  # the command has not ended in the meantime
            os.kill(os.getpid(), number)

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)
        if not exceptions_are_swallowed(frame):
            raise _ending(number)
        again = threading.Timer(SOON, send_again, [number])
        again.daemon = True
        again.start()

    numbers = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored, or another's
        numbers.append(signal.SIGINT)
    previous = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield received
    finally:
        for number, handler in previous.items():
            signal.signal(number, _leave if last and number == signal.SIGINT else handler)
        received.clear()


def _leave(number: int, _: Any) -> NoReturn:
    os._exit(128 + number)

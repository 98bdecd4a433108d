"""The shell of a command: a parser that names the nearest option, error messages, exit codes, JSON."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from .errors import WrongInput, ZerolocusError

PLOT_FORMATS = (".png", ".svg", ".pdf")

EXIT_CODES = """exit codes: 0 done; 1 a certificate does not hold; 2 wrong usage or data; 3 a file or an engine is
missing; 4 a limit of time or memory cut something short; 130 interrupted"""


class Parser(argparse.ArgumentParser):
    """An argument parser without abbreviations that names the nearest option when one is unknown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, epilog=EXIT_CODES, **options
        )

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            name = unknown[0].partition("=")[0]
            near = difflib.get_close_matches(name, self._option_string_actions, n=1, cutoff=0.5)
            raise WrongInput(
                f"unknown option {name!r}" if name.startswith("-") else f"unexpected argument {name!r}",
                hint=f"did you mean {near[0]}?" if near else f"see {self.prog} --help",
                kind="unknown_option",
            )
        return found

    def error(self, message: str) -> NoReturn:
        raise WrongInput(message, hint=f"see {self.prog} --help", kind="usage")


def check_plot_path(path: str | None) -> None:
    """Refuse a picture that could not be written, before anything is computed."""
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
    raise WrongInput(f"--plot {path!r} {cause}", hint=hint, kind="bad_plot")


def run_command(body: Callable[[Sequence[str]], int], arguments: Sequence[str] | None) -> int:
    """Run a command body and turn every foreseen error into its message and exit code.

    With ``--json`` an error of exit code 2 or 3 is the document ``{"error": {"code", "message", "hint"}}`` (and
    ``kind``, a short stable name) on stdout; otherwise it is one line on stderr.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)

    def stop(number: int, _: Any) -> NoReturn:
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    previous = signal.signal(signal.SIGTERM, stop)  # so that an engine that runs is killed with us
    try:
        code = body(arguments)
        sys.stdout.flush()
        return code
    except ZerolocusError as problem:
        if "--json" in arguments:
            error = {
                "code": problem.exit_code,
                "kind": problem.kind,
                "message": problem.message,
                "hint": problem.hint,
            }
            print(json.dumps({"error": error}, indent=2, ensure_ascii=False))
        else:
            print(f"error: {problem.message}", file=sys.stderr)
            if problem.hint:
                print(f"  next: {problem.hint}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of stdout went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        signal.signal(signal.SIGTERM, previous)

"""What the subcommands share: a parser that names the nearest option, JSON, exit codes."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from .errors import NetsimError, WrongInput

EXIT_CODES = """exit codes: 0 done; 1 an outcome contradicts the paper (with --strict); 2 wrong usage or data; 3 data, a
device or a package is missing; 4 time, memory or disk space ran out (it resumes); 130 interrupted (it resumes)"""


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
            near = difflib.get_close_matches(name, self._known_options(found), n=1, cutoff=0.5)
            raise WrongInput(
                f"unknown option {name!r}" if name.startswith("-") else f"unexpected argument {name!r}",
                hint=f"did you mean {near[0]}?" if near else f"see {self.prog} --help",
                kind="unknown_option",
            )
        return found

    def _known_options(self, found: argparse.Namespace) -> list[str]:
        names = list(self._option_string_actions)
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                names += list(action.choices[found.command]._option_string_actions)
        return names

    def error(self, message: str) -> NoReturn:
        raise WrongInput(message, hint=f"see {self.prog} --help", kind="usage")


def guarded(command: Callable[[Sequence[str] | None], int], arguments: Sequence[str] | None, prog: str) -> int:
    """Run a command; errors become one line on stderr (or one JSON document) and an exit code."""
    wants_json = "--json" in (sys.argv[1:] if arguments is None else arguments)
    try:
        return command(arguments)
    except NetsimError as problem:
        if wants_json:
            error = {"code": problem.exit_code, "kind": problem.kind, "message": problem.message, "hint": problem.hint}
            print(json.dumps({"error": error}))
        print(f"{prog}: {problem}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        print(f"{prog}: interrupted; the same command resumes", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; Python would complain at exit
        return 0

"""``python -m algebraic.doctor``: what this installation finds on this machine, and what each missing part costs."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from ..shell import end_on_interrupt

    end_on_interrupt()

import json
import sys
from collections.abc import Iterator, Sequence

from ..shell import Parser, run_command
from .diagnosis import Diagnosis, diagnose

WIDTH = 14  # of the names


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(prog="python -m algebraic.doctor", description="What this installation finds on this machine.")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    found = diagnose()
    if options.json:
        print(json.dumps(found, indent=2))
        return 0
    for line in _lines(found):
        print(line)
    return 0


def _lines(found: Diagnosis) -> Iterator[str]:
    """The diagnosis as text: what is missing says below what that costs."""
    missing = {each["name"]: each for each in found["missing"]}
    shown = {name: f"{version}" for name, version in found["versions"].items()}
    shown |= {name: each["version"] for name, each in found["packages"].items()}
    for name, engine in {**found["engines"], **found["exports"]}.items():
        shown[name] = f"{engine['version'] or '–':10} {engine['path'] or ''}"
    shown["compiler"] = found["compiler"]["path"] or ""
    shown["cuda"] = ", ".join(found["cuda"]["devices"])
    shown |= {name: found["data"][name] or "" for name in ("digits", "cifar10", "mnist")}
    yield _line("python", f"{found['python']['version']} {found['python']['executable']}")
    yield _line("device", f"{found['device']['kind']}, {found['device']['cores']} cores, {found['platform']}")
    for name, text in shown.items():
        if name not in missing:
            yield _line(name, text)
            continue
        lack = missing[name]
        yield _line(name, lack["problem"])
        yield _line("", f"without it {lack['cost']}")
        if lack["get"] not in lack["problem"]:
            yield _line("", f"to get it: {lack['get']}")


def _line(name: str, text: str) -> str:
    return f"{name:{WIDTH}} {text}".rstrip()


if __name__ == "__main__":
    sys.exit(main())

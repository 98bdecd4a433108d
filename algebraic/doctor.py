"""``python -m algebraic.doctor``: versions, engines and where they were found, device, data."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from .shell import end_on_interrupt

    end_on_interrupt()

import json
import os
import platform
import sys
from collections.abc import Sequence
from typing import TypedDict

from .shell import Parser, run_command


class Version(TypedDict):
    """Of Python."""

    version: str
    executable: str


class EngineFound(TypedDict):
    """An engine, or why there is none."""

    path: str | None
    version: str | None
    variable: str
    problem: str | None


class Device(TypedDict):
    """What computes."""

    kind: str
    cores: int | None


class DataFound(TypedDict):
    """Where data sets that need no download lie."""

    digits: str | None


class Diagnosis(TypedDict):
    """What the package finds on this machine; its fields are the keys of the JSON document."""

    versions: dict[str, str | None]
    python: Version
    platform: str
    engines: dict[str, EngineFound]
    device: Device
    data: DataFound


def diagnose() -> Diagnosis:
    """What the package finds on this machine, as plain data."""
    from .engines import ENGINES, LIBRARIES, engine_version, find_engine, package_version, variable
    from .shell import Missing

    engines: dict[str, EngineFound] = {}
    for name in ENGINES:
        try:
            path, problem = find_engine(name), None
        except Missing as error:
            path, problem = None, str(error)
        engines[name] = {
            "path": str(path) if path else None,
            "version": engine_version(name, path) if path else None,
            "variable": variable(name),
            "problem": problem or (None if path else "not found: run `make engines`"),
        }
    return {
        "versions": {name: package_version(name) for name in ("zerolocus", *LIBRARIES)},
        "python": {"version": platform.python_version(), "executable": sys.executable},
        "platform": platform.platform(),
        "engines": engines,
        "device": {"kind": "cpu", "cores": os.cpu_count()},
        "data": {"digits": _digits_path()},
    }


def _digits_path() -> str | None:
    try:
        import sklearn.datasets
    except ImportError:
        return None
    return f"{os.path.dirname(sklearn.datasets.__file__)} (scikit-learn's digits)"


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
    for name, version in {"python": found["python"]["version"], **found["versions"]}.items():
        print(f"{name:14} {version}")
    for name, engine in found["engines"].items():
        print(f"{name:14} {engine['version'] or '–':10} {engine['path'] or engine['problem']}")
    print(f"{'device':14} {found['device']['kind']}, {found['device']['cores']} cores, {found['platform']}")
    print(f"{'digits':14} {found['data']['digits'] or 'not found: install scikit-learn'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the scripts for a GPU share: prepared where the package is, measured where only numpy and torch are."""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LIBRARIES = ("array_api_compat", "lazy_loader")


def packed_libraries() -> np.ndarray:
    """The Python files of the small libraries that a bare machine lacks, as a zip archive in bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in LIBRARIES:
            folder = Path(str(import_module(name).__file__)).parent
            for file in sorted(folder.rglob("*.py")):
                archive.write(file, file.relative_to(folder.parent))
    return np.frombuffer(buffer.getvalue(), dtype=np.uint8)


class StandIn(ModuleType):
    """A module that tracking imports and never calls (python-flint)."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def stand_in(libraries: np.ndarray) -> None:
    """Make the package importable where only numpy and torch are installed."""
    if find_spec("flint") is None:
        sys.modules["flint"] = StandIn("flint")
    archive = Path(tempfile.mkdtemp(), "libraries.zip")
    archive.write_bytes(libraries.tobytes())
    sys.path.append(str(archive))  # last: what is installed comes first


def describe() -> dict[str, Any]:
    """What the run was made with and on."""
    versions = {"python": platform.python_version()}
    for name in ("numpy", "torch", "zerolocus"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    info = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return {
        "command": " ".join(Path(argument).name for argument in sys.argv),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions,
        "cpu model": models[0] if models else "unknown",
        "load": [round(x, 2) for x in os.getloadavg()],
    }


def make_parser(description: str) -> argparse.ArgumentParser:
    """``--prepare``, ``--measure`` and ``--out``."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--prepare", metavar="FILE.npz", type=Path)
    task.add_argument("--measure", metavar="FILE.npz", type=Path)
    parser.add_argument("--out", metavar="FILE.json", type=Path, help="write the record there, too")
    return parser


def deliver(
    options: argparse.Namespace,
    prepare: Callable[[Path], None],
    measure: Callable[[Path], dict[str, Any]],
    failed: Callable[[dict[str, Any]], bool] = lambda record: bool(record["problems"]),
) -> int:
    """Do what the options say and return the exit code."""
    if options.prepare:
        prepare(options.prepare)
        return 0
    record = measure(options.measure)
    text = json.dumps(record, indent=2, ensure_ascii=False)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    return int(failed(record))

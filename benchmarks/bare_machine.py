"""What the scripts for a GPU share: prepared where the package is, measured where only numpy and torch are."""

from __future__ import annotations

import argparse
import io
import os
import platform
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from gpu_parts import NoDevice, add_part_options

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


class SmallInteger(int):
    """In place of python-flint's integers: numbers below 2^23 that know whether they are prime."""

    def is_prime(self) -> bool:
        """By trial division."""
        return self > 1 and all(self % d for d in range(2, int(self**0.5) + 1))


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


def make_parser(description: str, parts: Sequence[str]) -> argparse.ArgumentParser:
    """``--prepare`` or ``--measure``, the device, and which parts, how long, and where to."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--prepare", metavar="FILE.npz", type=Path)
    task.add_argument("--measure", metavar="FILE.npz", type=Path)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N, or torch-cpu to try it out (default cuda)")
    add_part_options(parser, parts)
    return parser


def unpack(path: Path) -> dict[str, Any]:
    """What was prepared; the package can be imported from then on."""
    given = dict(np.load(path))
    stand_in(given["libraries"])
    if isinstance(sys.modules.get("flint"), StandIn):
        sys.modules["flint"].fmpz = SmallInteger  # type: ignore[attr-defined]
    return given


def find_device(name: str) -> Any:
    """The device, as ``algebraic.tracking`` has it.

    Raises:
        NoDevice: it is not there.
    """
    from algebraic.shell import Missing
    from algebraic.tracking.devices import open_device

    try:
        return open_device(name)
    except Missing as problem:
        raise NoDevice(str(problem)) from None


def name_of(device: Any) -> str:
    """What the device is called."""
    import torch

    return torch.cuda.get_device_name() if device.is_gpu else "cpu"


def waiting(device: Any) -> Callable[[], None]:
    """A function that returns when the device has done everything."""
    import torch

    return torch.cuda.synchronize if device.is_gpu else lambda: None

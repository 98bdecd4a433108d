"""What the package finds on this machine, as plain data."""

from __future__ import annotations

import os
import platform
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from ..engines import ENGINES, LIBRARIES, engine_version, find_engine, package_version, variable
from ..shell import Budget, Missing
from .costs import LOSSES, Lacking, lacking
from .image_folders import DATA_VARIABLE, find_images, image_folders
from .trials import TRIALS, Trial, attempt

SECONDS = 60.0  # for everything
EXPORTS = {"macaulay2": "M2", "singular": "Singular", "phcpack": "phc"}  # by format: who reads the other exports
PACKAGES = ("torch", "matplotlib", "pandas", "distributed", "safetensors", "tqdm")
NOT_INSTALLED = "not installed"  # as package_version says it
DIGITS_FILE = ("datasets", "data", "digits.csv.gz")


class Version(TypedDict):
    """Of Python."""

    version: str
    executable: str


class EngineFound(TypedDict):
    """A program, or why there is none."""

    path: str | None
    version: str | None
    variable: str
    problem: str | None


class Device(TypedDict):
    """What computes."""

    kind: str
    cores: int | None


class DataFound(TypedDict):
    """Where data sets lie, or ``None``; the folders in which images are looked for, the first being the variable's."""

    digits: str | None
    cifar10: str | None
    mnist: str | None
    folders: list[str]
    variable: str


class Package(TypedDict):
    """A package that not everything needs, tried out."""

    version: str
    usable: bool
    problem: str | None


class Gpus(TypedDict):
    """What torch computes on beside the CPU, by name, tried out."""

    usable: bool
    devices: list[str]
    problem: str | None


class Compiler(TypedDict):
    """A C compiler, and whether what it makes follows paths as it should."""

    path: str | None
    usable: bool
    problem: str | None


class Diagnosis(TypedDict):
    """What the package finds on this machine; its fields are the keys of the JSON document."""

    versions: dict[str, str | None]
    python: Version
    platform: str
    engines: dict[str, EngineFound]
    device: Device
    data: DataFound
    exports: dict[str, EngineFound]
    packages: dict[str, Package]
    cuda: Gpus
    compiler: Compiler
    missing: list[Lacking]


def diagnose() -> Diagnosis:
    """What the package finds on this machine, as plain data.

    Programs are asked for their versions, and packages imported, in processes of their own, within a minute in all.
    """
    budget = Budget(SECONDS)
    engines = {name: _program(name, f"not found: {LOSSES[name].get}") for name in ENGINES}
    exports = {format: _program(name, "not found") for format, name in EXPORTS.items()}
    data: DataFound = {
        "digits": _digits_path(),
        "cifar10": find_images("cifar10"),
        "mnist": find_images("mnist"),
        "folders": image_folders(),
        "variable": DATA_VARIABLE,
    }
    installed = {name: package_version(name) for name in PACKAGES}
    worth = {name for name, version in installed.items() if version != NOT_INSTALLED} | {"compiler"}
    tried = attempt({name: text for name, text in TRIALS.items() if name in worth}, budget)
    packages: dict[str, Package] = {
        name: _package(version, tried.get(name, Trial(None, NOT_INSTALLED))) for name, version in installed.items()
    }
    found: Diagnosis = {
        "versions": {name: package_version(name) for name in ("zerolocus", *LIBRARIES)},
        "python": {"version": platform.python_version(), "executable": sys.executable},
        "platform": platform.platform(),
        "engines": engines,
        "device": {"kind": "cpu", "cores": os.cpu_count()},
        "data": data,
        "exports": exports,
        "packages": packages,
        "cuda": _gpus(packages["torch"], budget),
        "compiler": _compiler(tried["compiler"]),
        "missing": [],
    }
    found["missing"] = lacking(_problems(found))
    return found


def _program(name: str, without: str) -> EngineFound:
    try:
        path, problem = find_engine(name), without
    except Missing as error:
        path, problem = None, str(error)
    version = engine_version(name, path) if path else None
    return {
        "path": str(path) if path else None,
        "version": version,
        "variable": variable(name),
        "problem": None if path else problem,
    }


def _package(version: str, trial: Trial) -> Package:
    return {"version": version, "usable": trial.problem is None, "problem": trial.problem}


def _gpus(torch: Package, budget: Budget) -> Gpus:
    """Tried after torch itself, where it works."""
    if not torch["usable"]:
        return {"usable": False, "devices": [], "problem": "torch is not there, or does not work"}
    trial = attempt({"cuda": TRIALS["cuda"]}, budget)["cuda"]
    devices = [str(name) for name in trial.found] if isinstance(trial.found, list) else []
    problem = trial.problem or (None if devices else "torch sees no GPU")
    return {"usable": problem is None, "devices": devices, "problem": problem}


def _compiler(trial: Trial) -> Compiler:
    path = trial.found if isinstance(trial.found, str) else None
    return {"path": path, "usable": trial.problem is None, "problem": trial.problem}


def _problems(found: Diagnosis) -> dict[str, str]:
    """What is wrong, by name: libraries without which nothing works first."""
    problems = {name: NOT_INSTALLED for name, version in found["versions"].items() if version == NOT_INSTALLED}
    for group in (found["engines"], {"compiler": found["compiler"]}, found["packages"], {"cuda": found["cuda"]}):
        problems |= {name: each["problem"] for name, each in group.items() if each["problem"]}
    data = found["data"]
    if not data["digits"]:
        problems["digits"] = "not found"
    for name, folder in {"cifar10": data["cifar10"], "mnist": data["mnist"]}.items():
        if not folder:
            problems[name] = f"not in {', '.join(data['folders'])} ({DATA_VARIABLE} names the first)"
    return problems | {name: "not found" for name, program in found["exports"].items() if program["problem"]}


def _digits_path() -> str | None:
    """Found without an import of scikit-learn, which takes a second, or fails."""
    try:
        spec = find_spec("sklearn")
    except (ImportError, ValueError, AttributeError):
        return None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if Path(folder, *DIGITS_FILE).is_file():
            return f"{os.path.join(folder, 'datasets')} (scikit-learn's digits)"
    return None

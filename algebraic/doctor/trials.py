"""Whether something works, tried out in a process of its own: what crashes or never ends takes nothing along.

What a trial finds is written to a file line by line, so that after a crash it is known which one it was.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..engines import run_engine
from ..shell import Budget, OutOfBudget, ZerolocusError

SECONDS = 15.0  # of one trial, at most: a first import of torch takes two, and more from a slow disk
COMPILER_SECONDS = 14.0  # of which a compiler may take half, so that it is stopped by who started it
LONGEST = 300  # characters of a problem

# Each is Python, which leaves what it finds in ``found``.
TRIALS = {
    "matplotlib": "import matplotlib.figure",
    "pandas": "import pandas",
    "distributed": "import distributed",
    "safetensors": "import safetensors.numpy",
    "tqdm": "import tqdm",
    "torch": "import torch\nassert float(torch.ones(2).sum()) == 2.0, 'a sum is wrong'",
    "cuda": """import torch
found = [torch.cuda.get_device_name(k) for k in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
assert not found or float(torch.ones(2, device='cuda').sum()) == 2.0, 'a sum is wrong'""",
    "compiler": """from algebraic.engines import find_compiler
from algebraic.networks import Network
from algebraic.shell import Budget
from algebraic.systems import zero_error_family
from algebraic.tracking import trusted_kernel
found = find_compiler()
network = Network.dense([1, 1], "z**2", hidden_bias=False, output_bias=False)
trusted_kernel(zero_error_family(network, None, 1), budget=Budget(COMPILER))""".replace(
        "COMPILER", f"{COMPILER_SECONDS}"
    ),
}

PROGRAM = """import json, sys
place, paths, trials = sys.argv[1:]
sys.path[:] = json.loads(paths)
def tell(*line):
    with open(place, "a") as file:
        file.write(json.dumps(line) + chr(10))
for name, text in json.loads(trials).items():
    names = {"found": None}
    tell(name)
    try:
        exec(text, names)
    except BaseException as problem:
        own = getattr(problem, "message", None)
        tell(name, names["found"], own or f"{type(problem).__name__}: {problem}")
    else:
        tell(name, names["found"], None)"""


@dataclass(frozen=True)
class Trial:
    """What came of one.

    Attributes:
        found: what it left, as plain data.
        problem: why it does not work; ``None`` when it does.
    """

    found: Any
    problem: str | None


def attempt(trials: Mapping[str, str], budget: Budget) -> dict[str, Trial]:
    """Try things out, one after the other in one process, and again in another after one that ended it.

    >>> attempt({"sum": "found = 1 + 1", "none": "import a_module_of_nobody"}, Budget(60))["sum"]
    Trial(found=2, problem=None)
    """
    done: dict[str, Trial] = {}
    left = dict(trials)
    while left:
        if budget.remaining() == 0.0:
            done |= {name: Trial(None, "was not tried: the time was over") for name in left}
            break
        begun, ended, problem = _in_child(left, budget.part(1.0, at_most=SECONDS))
        done |= ended
        left = {name: text for name, text in left.items() if name not in ended}
        if left:
            culprit = begun if begun in left else next(iter(left))
            done[culprit] = Trial(None, problem)
            del left[culprit]
    return {name: done[name] for name in trials}


def _in_child(trials: Mapping[str, str], budget: Budget) -> tuple[str | None, dict[str, Trial], str]:
    """The last that was begun, what those that ended found, and how the process ended."""
    problem = "ended the process in which it was tried"
    with tempfile.TemporaryDirectory(prefix="zerolocus-", ignore_cleanup_errors=True) as folder:
        place = Path(folder, "found")
        given = [str(place), json.dumps(sys.path), json.dumps(dict(trials))]
        try:
            run_engine(Path(sys.executable or "python3"), ["-c", PROGRAM, *given], budget=budget)
        except OutOfBudget:
            problem = f"came to no end within {budget.seconds or 0:.3g} s (it was stopped)"
        except (ZerolocusError, OSError) as error:
            problem = str(getattr(error, "message", error))
        try:
            lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
    begun, ended = None, {}
    for line in lines:
        said = _line(line)
        if len(said) == 1:
            begun = said[0]
        elif len(said) == 3 and said[0] in trials:
            ended[said[0]] = Trial(said[1], None if said[2] is None else str(said[2])[:LONGEST])
    return begun, ended, problem[:LONGEST]


def _line(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []  # cut off
    return found if isinstance(found, list) else []

"""What is lost without a program, a package or a data set, and how to get it, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


@dataclass(frozen=True)
class Loss:
    """Of one thing.

    Attributes:
        cost: completes "without it …".
        get: what to do for it.
    """

    cost: str
    get: str


class Lacking(TypedDict):
    """What is not there, or does not work."""

    name: str
    problem: str
    cost: str
    get: str


def _file(name: str, format: str, where: str) -> Loss:
    return Loss(
        f"nothing here is lost: no command calls it, and `--export {format}` writes its files all the same",
        f"{where}, or set ZEROLOCUS_{name.upper()} to its path",
    )


LOSSES = {
    "msolve": Loss(
        "solutions are counted modulo primes by an engine of our own, for the smallest systems only; for others that "
        "count is left out, and what only it could decide is undecided",
        "run `make engines`",
    ),
    "gfan": Loss(
        "BKK of equations with different Newton polytopes is null where they have too many cells for our own code",
        "run `make engines`",
    ),
    "macaulay2": _file("M2", "macaulay2", "macaulay2.com"),
    "singular": _file("Singular", "singular", "www.singular.uni-kl.de"),
    "phcpack": _file("phc", "phcpack", "github.com/janverschelde/PHCpack"),
    "compiler": Loss(
        "paths are followed by numpy: real counts of the default network over 1,000 data sets take some four times as "
        "long, and `--kernel fused` is refused; convolutions are trained by torch alone, more slowly",
        "install gcc or clang",
    ),
    "torch": Loss(
        "no experiment of `netsim` runs, and nothing on a GPU; the rest of `algebraic` does not need it",
        "run `make torch`, or `pip install 'zerolocus[torch]'`",
    ),
    "cuda": Loss(
        "`--device cuda` is refused: paths are followed, and networks trained, on the CPU, with the same answers",
        "a machine with an NVIDIA GPU, and a torch that was built for CUDA",
    ),
    "matplotlib": Loss(
        "`--plot`, `plot()` and the figures of experiments are refused", "run `pip install 'zerolocus'` again"
    ),
    "pandas": Loss(
        "`to_frame()` is refused; arrays, JSON and `save` do not need it", "run `pip install 'zerolocus[frames]'`"
    ),
    "distributed": Loss(
        "work is spread over the processes of this machine only, and `--executor dask=…` is refused",
        "run `pip install 'zerolocus[dask]'`",
    ),
    "safetensors": Loss("no experiment of `netsim` runs", "run `pip install 'zerolocus[netsim]'`"),
    "tqdm": Loss(
        "experiments of `netsim` show no progress on a terminal, and do not run there",
        "run `pip install 'zerolocus[netsim]'`",
    ),
    "digits": Loss("`--data digits`, the default of every command, is refused", "run `pip install scikit-learn`"),
    "cifar10": Loss(
        "`netsim` takes `--set data=patches` or `data=digits` in its place, and the size `paper` of experiments on "
        "CIFAR-10 is refused",
        "run `python -m netsim run E02 --size paper --download`, or put the files into one of the folders",
    ),
    "mnist": Loss(
        "experiments of `netsim` on MNIST take `--set data=digits` in its place",
        "run `python -m netsim run ID --set data=mnist --download`, or put the files into one of the folders",
    ),
}


NEEDED = Loss("most commands end with an error", "run `pip install 'zerolocus'` again")


def lacking(problems: dict[str, str]) -> list[Lacking]:
    """What is missing, by what is wrong with it, with what that costs.

    >>> [found["get"] for found in lacking({"gfan": "not found"})]
    ['run `make engines`']
    """
    return [
        {"name": name, "problem": problem, "cost": loss.cost, "get": loss.get}
        for name, problem in problems.items()
        for loss in [LOSSES.get(name, NEEDED)]
    ]

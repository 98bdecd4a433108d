"""The curvature of a loss, in Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from algebraic.engines import package_version, versions
from algebraic.shell import (
    UNLIMITED,
    Budget,
    OutOfBudget,
    TooLarge,
    WrongInput,
    check_seed,
    check_truth,
    check_whole,
    shown_value,
)
from netsim.shell import describe

from ..spectra import Pairs
from ..subject import Options, Subject, find_device, make_subject, untouched
from .at_zero import inertia_at_zero
from .density import Density, estimated_density, exact_density
from .flat import trivial_directions
from .gauss_newton import parts_of, shares
from .kinks import nearest_kink
from .per_layer import blocks_of
from .products import Products
from .result import Curvature, Eigenvalue
from .second import check_second_derivative
from .sentences import sentences_of
from .spectrum import METHODS, Spectrum, find_spectrum

MAX_SAMPLES = 10**9
MAX_EIGENVALUES = 10**6
FULL = ("alloc", "out of memory")  # how torch says that memory is
LIBRARIES = ("torch", "safetensors", "scipy")


def curvature(
    model: Any,
    inputs: Any,
    targets: Any,
    *,
    loss: str = "square",
    top: int | None = None,
    lowest: int | None = None,
    method: str = "auto",
    per_layer: bool = False,
    samples: int | None = None,
    seed: int = 0,
    timeout: float | None = None,
    device: str = "cpu",
) -> Curvature:
    """The Hessian of the loss at the weights of a model of torch, as ``python -m verify curvature`` has it.

    Args:
        model: a ``torch.nn.Module``; it stays as it is.
        inputs: the samples first; an array or tensor, or several by the names of the module's arguments.
        targets: numbers (num_samples, output_dim), or classes (num_samples,), of which the square loss takes the
            vectors with a 1 at the class.
        loss: ``square``, which is ½ Σ (output − target)²; ``cross-entropy``, a mean; or ``module:function``.
        top: how many of the largest eigenvalues; by default all of a small model, and 10 of a large one.
        lowest: how many of the least; by default all of a small model, and 1 of a large one.
        method: ``dense`` (the whole matrix), ``lanczos`` (products with vectors), or ``auto``: by the size.
        per_layer: also the blocks of the layers.
        samples: how many, the first ones; all by default.
        seed: of what is drawn.
        timeout: wall time in seconds.
        device: ``cpu``, ``cuda`` or ``cuda:N``.

    Raises:
        WrongInput: the model, the data or the loss cannot be taken; it has no second derivative; there are fewer
            weights than eigenvalues asked for.
        Missing: torch, or such a device, is not there.
        OutOfBudget: the time was over before the eigenvalues were found.
    """
    seed, per_layer = check_seed(seed), check_truth("per_layer", per_layer)
    method = _method(method)
    top, lowest = (None if k is None else check_whole(n, k, 0, MAX_EIGENVALUES)
                   for n, k in (("top", top), ("lowest", lowest)))  # fmt: skip
    if samples is not None:
        samples = check_whole("samples", samples, 1, MAX_SAMPLES)
    budget = Budget(timeout)
    device = find_device(device)
    with budget.alarm("reading the model"):
        subject = make_subject(model, inputs, targets, loss=loss, samples=samples, device=device)
    asked = {"loss": loss, "top": top, "lowest": lowest, "method": method, "per_layer": per_layer,
             "samples": samples, "seed": seed,
             "timeout": timeout, "device": device}  # fmt: skip
    return curvature_of(subject, top=top, lowest=lowest, method=method, per_layer=per_layer, seed=seed,
                        budget=budget, options=asked)  # fmt: skip


def _density(products: Products, pairs: Pairs, seed: int) -> Density:
    return exact_density(pairs.values) if pairs.whole else estimated_density(products, seed)


def _with_shares(found: Spectrum, parts: list[tuple[float, float]] | None) -> list[Eigenvalue]:
    """The intervals with what the Gauss–Newton part has in them."""
    if parts is None:
        return list(found.eigenvalues)
    own = {each.value: part for each, part in zip(found.clusters, parts, strict=True)}
    return [replace(each, gauss_newton=own[each.value]) for each in found.eigenvalues]


def _in_time(work: Callable[[], Any], budget: Budget, doing: str, cut: list[str]) -> Any:
    """What ``work()`` gives, or nothing where time or memory ended it."""
    try:
        with budget.alarm(doing):
            return work()
    except (OutOfBudget, TooLarge) as problem:
        said = problem.message
    except (MemoryError, RuntimeError) as problem:
        if isinstance(problem, RuntimeError) and not any(word in str(problem).lower() for word in FULL):
            raise
        said = f"the memory was full while {doing}"
    cut.append(said)
    return None


def _method(name: object) -> str:
    if not isinstance(name, str) or name not in METHODS:
        raise WrongInput(f"a method {shown_value(name)}", hint=f"it is one of {', '.join(METHODS)}", kind="bad_method")
    return name


def curvature_of(
    subject: Subject,
    *,
    top: int | None = None,
    lowest: int | None = None,
    method: str = "auto",
    per_layer: bool = False,
    seed: int = 0,
    budget: Budget = UNLIMITED,
    options: Options | None = None,
) -> Curvature:
    """The curvature of a model that has been read; the arguments are those of :func:`curvature`.

    Args:
        subject: the model with its data.
        budget: of time.
        options: what was asked for, for the document.

    Raises:
        WrongInput: the loss has no second derivative; there are fewer weights than eigenvalues asked for.
        OutOfBudget: the time was over before the eigenvalues were found.
    """
    for name, count in (("top", top), ("lowest", lowest)):
        if count is not None and count > subject.num_params:
            raise WrongInput(
                f"{name} = {count:,} eigenvalues of a matrix with {subject.num_params:,} rows",
                hint=f"there are {subject.num_params:,} weights that are trained",
                kind="too_many_eigenvalues",
            )
    cut: list[str] = []
    with untouched():
        with budget.alarm("comparing the second derivative with difference quotients"):
            check_second_derivative(subject, seed)
        with budget.alarm("computing the eigenvalues"):
            found = find_spectrum(subject, top, lowest, method, seed)
        products = Products(subject)
        work: dict[str, tuple[str, Callable[[], Any]]] = {
            "kinks": ("looking for kinks", lambda: nearest_kink(subject)),
            "parts": ("splitting off the Gauss–Newton part", lambda: parts_of(products, found.pairs)),
            "shares": ("splitting the eigenvalues", lambda: shares(products, found.pairs, found.clusters)),
            "trivial_directions": (
                "looking for flat directions",
                lambda: trivial_directions(subject, products, found.pairs, found.clusters, seed),
            ),
            "density": ("estimating the density", lambda: _density(products, found.pairs, seed)),
            "at_zero": ("looking for an exact zero", lambda: inertia_at_zero(subject, seed)),
        }
        if per_layer:
            work["layers"] = (
                "computing the blocks of the layers",
                lambda: blocks_of(subject, products, found.pairs, seed),
            )
        told = {name: _in_time(run, budget, doing, cut) for name, (doing, run) in work.items()}
    answer = Curvature(
        subject=subject,
        eigenvalues=_with_shares(found, told.pop("shares")),
        enclosures=found.status,
        enclosed=found.enclosed,
        hessian_error=found.error,
        whole=found.whole,
        negative=found.negative,
        rank=found.rank.rank,
        rank_status=found.rank.status,
        rank_because=found.rank.because,
        method=found.method,
        products=found.products,
        cut=tuple(dict.fromkeys(cut)),
        options=options or {"seed": seed},
        versions=versions() | {name: package_version(name) for name in LIBRARIES},
        device=describe(str(subject.weights.device)),
        **told,
    )
    return replace(answer, sentences=tuple(sentences_of(answer)))

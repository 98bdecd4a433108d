"""The audit, in Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from algebraic.engines import package_version, versions
from algebraic.shell import Budget, OutOfBudget, TooLarge, check_seed, check_truth, check_whole
from netsim.shell import describe

from ..subject import Options, Subject, find_device, make_subject, untouched
from .coefficient import Coefficients, coefficients_of, not_found
from .found import RankFound, TheoremFound, ZeroFound
from .hessian import Hessian, at_weights, check_curvature
from .inertia import inertia_of_zero
from .parts import NoRank, NoZero, trivial_bound
from .rank import measure_rank
from .result import Audit
from .theorems import theorems_for
from .zero import find_zero

MAX_SAMPLES = 10**9
LIBRARIES = ("torch", "safetensors")
FULL = ("alloc", "out of memory")  # how torch says that memory is


def audit_model(
    model: Any,
    inputs: Any,
    targets: Any,
    *,
    loss: str = "square",
    prove: bool = False,
    curvature: Callable[..., Any] | None = None,
    samples: int | None = None,
    seed: int = 0,
    timeout: float | None = None,
    device: str = "cpu",
) -> Audit:
    """Audit a model of torch with its data, as ``python -m verify audit`` does; the model stays as it is.

    Args:
        model: a ``torch.nn.Module``.
        inputs: the samples first; an array or tensor, or several by the names of the module's arguments.
        targets: numbers (num_samples, output_dim), or classes (num_samples,), of which the square loss takes the
            vectors with a 1 at the class.
        loss: ``square``, ``cross-entropy`` or ``module:function``.
        prove: bound the smallest singular value from below by verified arithmetic.
        curvature: :func:`verify.curvature`, by which the Hessian at these weights becomes a part of the answer.
        samples: how many, the first ones; all by default.
        seed: of what is drawn.
        timeout: wall time in seconds; what it ends is said in ``cut``.
        device: ``cpu``, ``cuda`` or ``cuda:N``.

    Raises:
        WrongInput: the model or the data cannot be audited.
        Missing: torch, or such a device, is not there.
        OutOfBudget: the time was over before anything was measured.
    """
    seed, prove = check_seed(seed), check_truth("prove", prove)
    if samples is not None:
        samples = check_whole("samples", samples, 1, MAX_SAMPLES)
    if curvature is not None:
        check_curvature(curvature)
    budget = Budget(timeout)
    device = find_device(device)
    with budget.alarm("reading the model"):
        subject = make_subject(model, inputs, targets, loss=loss, samples=samples, device=device)
    asked = {"loss": loss, "prove": prove, "curvature": curvature is not None, "samples": samples, "seed": seed,
             "timeout": timeout, "device": device}  # fmt: skip
    hessian = curvature and (lambda: curvature(model, inputs, targets, loss=loss, samples=samples, seed=seed,
                                               timeout=budget.remaining(), device=device))  # fmt: skip
    return audit_subject(subject, prove=prove, seed=seed, budget=budget, options=asked, hessian=hessian)


def audit_subject(
    subject: Subject, *, prove: bool, seed: int, budget: Budget, options: Options, hessian: Hessian | None = None
) -> Audit:
    """The audit of a model that has been read; ``hessian`` finds the curvature at its weights, where that is asked."""
    cut: list[str] = []
    with untouched():
        rank: RankFound = _in_time(
            lambda: measure_rank(subject, prove=prove, seed=seed),
            budget,
            "measuring the rank",
            lambda why: NoRank(why, trivial_bound(subject)),
            cut,
        )
        zero: ZeroFound = _in_time(lambda: find_zero(subject), budget, "looking for an exact zero", NoZero, cut)
        theorems: Sequence[TheoremFound] = _in_time(
            lambda: theorems_for(subject, rank, zero), budget, "comparing with the theorems", lambda _: [], cut
        )
        inertia = inertia_of_zero(subject, rank, zero)
        coefficients: Coefficients = _in_time(
            lambda: coefficients_of(subject, inertia, zero), budget, "finding the learning coefficient", not_found, cut
        )
        curved: Options = _in_time(
            lambda: at_weights(hessian),
            budget,
            "finding the curvature",
            lambda why: {"status": "cut", "because": why},
            cut,
        )
    cut += curved.get("cut", ())
    return Audit(
        subject=subject,
        rank=rank,
        zero=zero,
        theorems=tuple(theorems),
        inertia=inertia,
        coefficients=coefficients,
        curved=curved,
        cut=tuple(dict.fromkeys(cut)),
        options=options,
        versions=versions() | {name: package_version(name) for name in LIBRARIES},
        device=describe(str(subject.weights.device)),
    )


def _in_time(
    work: Callable[[], Any], budget: Budget, doing: str, otherwise: Callable[[str], Any], cut: list[str]
) -> Any:
    """What ``work()`` gives, or what stands for it where time or memory ended it."""
    try:
        with budget.alarm(doing):
            found = work()
            cut += filter(None, [getattr(found, "cut", "")])
            return found
    except (OutOfBudget, TooLarge) as problem:
        said = problem.message
    except (MemoryError, RuntimeError) as problem:
        if isinstance(problem, RuntimeError) and not any(word in str(problem).lower() for word in FULL):
            raise
        said = f"the memory was full while {doing}"
    cut.append(said)
    return otherwise(said)

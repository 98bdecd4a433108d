"""The estimate, in Python."""

from __future__ import annotations

from typing import Any

from algebraic.engines import package_version, versions
from algebraic.shell import Budget, check_seed, check_whole
from netsim.shell import describe

from ..subject import Options, Subject, find_device, make_subject, untouched
from .chains import run_chains
from .energy import Energy
from .judge import judge
from .plan import inverse_temperatures, plan_for, second_plan
from .result import LearningEstimate

MAX_SAMPLES = 10**9
LIBRARIES = ("torch", "safetensors")


def estimate_learning_coefficient(
    model: Any,
    inputs: Any,
    targets: Any,
    *,
    loss: str = "square",
    radius: float | None = None,
    chains: int | None = None,
    temperatures: int | None = None,
    decades: float | None = None,
    draws: int | None = None,
    steps: int | None = None,
    samples: int | None = None,
    seed: int = 0,
    timeout: float | None = None,
    device: str = "cpu",
) -> LearningEstimate:
    """The learning coefficient λ at the weights of a model of torch, which stays as it is, and its multiplicity.

    Chains sample exp(−β H(w) − γ/2 ‖w − w*‖²) by Hamiltonian Monte Carlo with Metropolis' rule, so that the density is
    exact: H = L(w) − L(w*), L the loss summed over the samples (½ Σ residual² for the square loss, as
    :func:`algebraic.thresholds.learning_coefficient` has it), at many β in two boxes, γ = 1/radius² and 100/radius².
    The mean of β H tends to λ − (m − 1)/(log β + c); see ``slopes``. It is undecided, with reasons, where chains
    disagree, drift, are refused or leave the point, where the boxes give different answers, where no m explains the
    slopes, and where the interval is wider than 5 % on both sides.

    The answer is about the least λ among the zeros in the boxes: take a radius in which all zeros are like the point.

    Args:
        model: a ``torch.nn.Module``.
        inputs: the samples first; an array or tensor, or several by the names of the module's arguments.
        targets: numbers (num_samples, output_dim), or classes (num_samples,).
        loss: ``square``, ``cross-entropy`` or ``module:function``.
        radius: the standard deviation of each weight in the wider box; by default 0.3 times the root mean square of the
            weights, or 0.3 where they are 0.
        chains: in each box for each temperature; 48 for up to 64 weights, else 16.
        temperatures: in each box; 20, or 8.
        decades: that β spans, as far as rounding allows; 16, or 3.
        draws: kept of each chain after twice as many; 150, or 300. Where other chains may decide what these did not,
            they run once more: see ``second_plan`` in :mod:`verify.learning`'s plan.
        steps: at most, of a trajectory; 2, or 6.
        samples: how many, the first ones; all by default.
        seed: of what is drawn.
        timeout: wall time in seconds.
        device: ``cpu``, ``cuda`` or ``cuda:N``.

    Raises:
        WrongInput: the model, the data or a number do not fit; the loss is not finite, or the same everywhere.
        Missing: torch, or such a device, is not there.
        OutOfBudget: the time was over.
    """
    seed = check_seed(seed)
    if samples is not None:
        samples = check_whole("samples", samples, 1, MAX_SAMPLES)
    budget = Budget(timeout)
    device = find_device(device)
    with budget.alarm("reading the model"):
        subject = make_subject(model, inputs, targets, loss=loss, samples=samples, device=device)
    own: Options = {
        "radius": radius, "chains": chains, "temperatures": temperatures, "decades": decades, "draws": draws,
        "steps": steps,
    }  # fmt: skip
    asked = {"loss": loss, **own, "samples": samples, "seed": seed, "timeout": timeout, "device": device}
    return estimate_for(subject, own, seed=seed, budget=budget, options=asked)


def estimate_for(subject: Subject, own: Options, *, seed: int, budget: Budget, options: Options) -> LearningEstimate:
    """The estimate for a model that has been read.

    Args:
        own: what :func:`verify.learning.plan.plan_for` takes.
    """
    import torch

    with untouched(), budget.alarm("the chains were running"):
        plan = plan_for(subject.weights, **own)
        energy = Energy.of(subject)
        stream = torch.Generator().manual_seed(seed)
        beta = inverse_temperatures(energy, plan, stream)
        trace = run_chains(energy, beta, plan, stream, budget)
        found = judge(trace, subject.num_params)
        if found.curable and own["draws"] is None:
            plan = second_plan(plan, found.too_cold, own["decades"])
            beta = inverse_temperatures(energy, plan, stream)
            trace = run_chains(energy, beta, plan, stream, budget)
            found = judge(trace, subject.num_params)
    return LearningEstimate(
        subject=subject,
        judgement=found,
        trace=trace,
        plan=plan,
        options=options,
        versions=versions() | {name: package_version(name) for name in LIBRARIES},
        device=describe(str(subject.weights.device)),
    )

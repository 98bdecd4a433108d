"""An estimate as it is handed out, and its JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from ..subject import Options, Subject
from .chains import Trace
from .diagnostics import drift, effective_size, split_rhat
from .judge import Judgement
from .plan import NARROWER, Plan

DIGITS = 6


@dataclass(frozen=True, eq=False)
class LearningEstimate:
    """The learning coefficient λ of a model at its weights, as chains estimate it, or why they do not.

    Attributes:
        subject: the model with its data.
        judgement: value, interval, multiplicity, fits, reasons.
        trace: of the chains.
        plan: what they were asked to do.
        options: everything that was asked for.
        versions: of what computed.
        device: in words.
    """

    subject: Subject
    judgement: Judgement
    trace: Trace
    plan: Plan
    options: Options
    versions: Mapping[str, str]
    device: str = "cpu"

    @property
    def value(self) -> float | None:
        """λ, or ``None`` where it is undecided."""
        return self.judgement.value

    @property
    def multiplicity(self) -> int | None:
        """The order of the pole, or ``None`` where several fit."""
        return self.judgement.multiplicity if self.status == "estimated" else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """In which λ is with 99 % where the model of the slope is right; ``None`` where it is undecided."""
        found = self.judgement
        if self.status == "undecided" or found.lower is None or found.upper is None:
            return None
        return found.lower, found.upper

    @property
    def status(self) -> Literal["estimated", "undecided"]:
        """Whether there is an estimate."""
        return "undecided" if self.judgement.value is None else "estimated"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is undecided; empty where it is not."""
        return self.judgement.reasons

    @property
    def exit_code(self) -> int:
        """0, or 4 where it is undecided."""
        return 0 if self.status == "estimated" else 4

    def as_dict(self) -> Options:
        """The JSON document."""
        trace, found = self.trace, self.judgement
        draws = np.moveaxis(trace.energies, 1, 2)
        temperatures = {
            "beta": trace.beta,
            "mean": draws.mean((-2, -1)),
            "error": draws.mean(-1).std(-1, ddof=1) / draws.shape[2] ** 0.5,
            "acceptance": trace.acceptance,
            "rhat": split_rhat(draws),
            "effective_size": effective_size(draws),
            "drift": drift(draws),
            "step": trace.step,
            "farthest": trace.farthest,
            "lowest": trace.lowest,
        }
        return {
            "lambda": self.value,
            "interval": None if self.interval is None else list(self.interval),
            "multiplicity": self.multiplicity,
            "status": self.status,
            "reasons": list(self.reasons),
            "fits": [asdict(fit) | {"accepted": fit.accepted} for fit in found.fits],
            "loss": self.subject.loss,
            "loss_value": self.subject.loss_value,
            "num_params": self.subject.num_params,
            "num_samples": self.subject.num_samples,
            "guards": [{"layer": guard.layer, "what": guard.what} for guard in self.subject.guards],
            "choices": list(self.subject.choices),
            "boxes": [
                {"radius": self.plan.radius / NARROWER**box, "swaps": _short(trace.swaps[box])}
                | {name: _short(values[box]) for name, values in temperatures.items()}
                for box in range(len(trace.beta))
            ],
            "moves": trace.moves,
            "gradients": trace.gradients,
            "plan": asdict(self.plan),
            "options": dict(self.options),
            "seed": self.options.get("seed", 0),
            "dtype": "float64",
            "device": self.device,
            "versions": dict(self.versions),
        }

    def __str__(self) -> str:
        wide, narrow = self.plan.radius, self.plan.radius / NARROWER
        where = f"within {wide:.3g} and {narrow:.3g} of the point"
        if self.value is None or self.interval is None:
            return "\n".join([f"λ is undecided, {where}", *(f"  {reason}" for reason in self.reasons)])
        multiplicity = "not decided" if self.multiplicity is None else str(self.multiplicity)
        lower, upper = self.interval
        return (
            f"λ = {self.value:.4g} (from {lower:.4g} to {upper:.4g}), multiplicity {multiplicity} (estimated, {where})"
        )


def _short(values: Any) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values.tolist()]

"""The answer of an audit, and its JSON document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from math import isfinite
from typing import Any

from ..subject import Options, Subject
from .coefficient import Coefficients
from .found import RankFound, TheoremFound, ZeroFound
from .hessian import at_weights
from .inertia import Inertia
from .sentences import coefficient_sentence, curvature_sentence, five_sentences


@dataclass(frozen=True, eq=False)
class Audit:
    """What was found about a model with its data.

    Attributes:
        subject: the model with its data as a function of its weights.
        rank: of the Jacobian, with bounds.
        zero: an exact zero of the square loss near these weights.
        theorems: which of the papers' apply.
        cut: what time or memory ended, in sentences; empty where everything was done that was asked for.
        options: everything that was asked for.
        versions: of what computed.
        device: in words.
        inertia: of the Hessian at an exact zero nearby.
        coefficients: the learning coefficient at a zero, and the least over all of them.
        curved: the Hessian at the given weights, where it was asked for.
    """

    subject: Subject
    rank: RankFound
    zero: ZeroFound
    theorems: Sequence[TheoremFound]
    cut: Sequence[str]
    options: Options
    versions: Mapping[str, str]
    device: str = "cpu"
    inertia: Inertia | None = None
    coefficients: Coefficients | None = None
    curved: Options | None = None

    @property
    def exit_code(self) -> int:
        """0, or 4 where time or memory ended a part that was asked for."""
        return 4 if self.cut else 0

    @property
    def sentences(self) -> list[str]:
        """The answer in five plain sentences."""
        return five_sentences(self.subject, self.rank, self.zero, self.theorems, self.cut)

    @property
    def more_sentences(self) -> list[str]:
        """The curvature and the learning coefficient, a sentence each, where they were looked for."""
        found = []
        if self.inertia is not None:
            found.append(curvature_sentence(self.inertia, self.curved or at_weights(None)))
        if self.coefficients is not None:
            found.append(coefficient_sentence(self.coefficients))
        return found

    @property
    def told_theorems(self) -> list[TheoremFound]:
        """The theorems; where theory and measurement disagree, these stand first."""
        return sorted(self.theorems, key=lambda theorem: not theorem.disagrees)

    @property
    def disagreements(self) -> list[TheoremFound]:
        """Theorems whose conclusion was measured to fail."""
        return [theorem for theorem in self.theorems if theorem.disagrees]

    def as_dict(self) -> Options:
        """The JSON document."""
        subject, rank, zero = self.subject, self.rank, self.zero
        document = {
            "sentences": self.sentences,
            "num_params": subject.num_params,
            "num_samples": subject.num_samples,
            "output_dim": subject.output_dim,
            "num_equations": subject.num_equations,
            "jacobian_rank": rank.jacobian_rank,
            "jacobian_rank_status": rank.status,
            "rank_bound": rank.rank_bound,
            "rank_bound_reasons": list(rank.rank_bound_reasons),
            "singular_gap": rank.singular_gap,
            "zero_set_dimension": rank.zero_set_dimension,
            "rank": _fields(rank),
            "theorems": [_fields(each) for each in self.told_theorems],
            "guards": [{"layer": guard.layer, "what": guard.what} for guard in subject.guards],
            "exact_zero": {"status": zero.status, "h": zero.h, "radius": zero.radius, "because": zero.because}
            | {name: value for name, value in _fields(zero).items() if name not in ("certificate", "weights")},
            "curvature": {"at_zero": self.inertia, "at_weights": self.curved or at_weights(None)},
            "learning_coefficient": self.coefficients,
            "loss": subject.loss,
            "loss_value": subject.loss_value,
            "choices": list(subject.choices),
            "as_data": {"read": subject.graph is not None, "because": subject.graph_reason},
            "cut": list(self.cut),
            "options": dict(self.options),
            "seed": self.options.get("seed", 0),
            "dtype": "float64",
            "device": self.device,
            "versions": dict(self.versions),
        }
        plain: Options = plain_data(document)
        return plain


def _fields(found: object) -> Options:
    if not is_dataclass(found) or isinstance(found, type):
        return {}
    return {field.name: getattr(found, field.name) for field in fields(found)}


def plain_data(value: Any) -> Any:
    """Data as JSON has it: lists, text, numbers; what is not finite becomes text.

    >>> plain_data({"a": (1, float("inf"))})
    {'a': [1, 'inf']}
    """
    if isinstance(value, Mapping):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_data(item) for item in value]
    if is_dataclass(value):
        return plain_data(_fields(value))
    if hasattr(value, "tolist"):  # of numpy and torch
        return plain_data(value.tolist())
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)

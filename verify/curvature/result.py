"""What was found about a Hessian, and its JSON document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from ..subject import Options, Subject

PROVED, ESTIMATED = "proved", "estimated"


@dataclass(frozen=True)
class Eigenvalue:
    """An interval with eigenvalues of the Hessian.

    Attributes:
        value: the middle of the interval.
        radius: the interval is from value − radius to value + radius.
        multiplicity: how many eigenvalues it has at least, counted with multiplicity; they are not told apart.
        exact: whether it has no more than these.
        gauss_newton: the largest and smallest part that the Gauss–Newton matrix has in it: of xᵀHx for the computed
            vectors x of the interval, xᵀJᵀSJx; in float64.
    """

    value: float
    radius: float
    multiplicity: int
    exact: bool
    gauss_newton: tuple[float, float] | None = None


@dataclass(frozen=True)
class Negative:
    """The negative eigenvalues.

    Attributes:
        at_least: so many are below 0, by the enclosures. at_most: no more can be; ``None`` where that is not known.
        most_negative: the interval of the least eigenvalue that was found, where that is below 0.
        status: ``proved`` or ``estimated``, as the enclosures are; ``undecided`` where 0 is in the lowest interval.
    """

    at_least: int
    at_most: int | None
    most_negative: Eigenvalue | None
    status: str


@dataclass(frozen=True, eq=False)
class Curvature:
    """The Hessian of a loss at the weights of a model.

    Attributes:
        subject: the model with its data as a function of its weights.
        eigenvalues: disjoint intervals, the largest first; all of the spectrum where ``whole``.
        enclosures: ``proved`` for the Hessian of the real function, or ``estimated``: proved for the matrix of floats,
            whose own error is the estimate ``hessian_error``.
        enclosed: what is proved about which matrix, in sentences.
        whole: whether every eigenvalue is in one of the intervals.
        negative: the negative eigenvalues.
        rank, rank_status: of the Hessian: ``proved``, ``estimated``, ``gap``, or ``undecided``, when the rank is the
            least that it can be.
        rank_because: what decided it.
        products: how many products with vectors were made.
        sentences: the answer in plain words.
    """

    subject: Subject
    eigenvalues: Sequence[Eigenvalue]
    enclosures: str
    enclosed: Sequence[str]
    hessian_error: float | None
    whole: bool
    negative: Negative
    rank: int | None
    rank_status: str
    rank_because: str
    method: str
    products: int
    options: Options
    versions: Mapping[str, str]
    device: str = "cpu"
    cut: Sequence[str] = ()
    trivial_directions: Any = None
    density: Any = None
    parts: Any = None
    layers: Any = None
    kinks: Any = None
    at_zero: Any = None
    notes: Sequence[str] = ()
    sentences: Sequence[str] = ()

    @property
    def exit_code(self) -> int:
        """0, or 4 where time or memory ended a part that was asked for."""
        return 4 if self.cut else 0

    def as_dict(self) -> Options:
        """The JSON document."""
        subject = self.subject
        document = {
            "sentences": list(self.sentences),
            "num_params": subject.num_params,
            "num_samples": subject.num_samples,
            "output_dim": subject.output_dim,
            "loss": subject.loss,
            "loss_value": subject.loss_value,
            "eigenvalues": [asdict(each) for each in self.eigenvalues],
            "whole": self.whole,
            "enclosures": self.enclosures,
            "enclosed": list(self.enclosed),
            "hessian_error": self.hessian_error,
            "negative": asdict(self.negative),
            "rank": self.rank,
            "rank_status": self.rank_status,
            "rank_because": self.rank_because,
            "trivial_directions": self.trivial_directions,
            "density": self.density,
            "parts": self.parts,
            "layers": self.layers,
            "kinks": self.kinks,
            "at_zero": self.at_zero,
            "notes": list(self.notes),
            "guards": [{"layer": guard.layer, "what": guard.what} for guard in subject.guards],
            "choices": list(subject.choices),
            "method": self.method,
            "products": self.products,
            "cut": list(self.cut),
            "options": dict(self.options),
            "seed": self.options.get("seed", 0),
            "dtype": "float64",
            "device": self.device,
            "versions": dict(self.versions),
        }
        plain: Options = plain_data(document)
        return plain


def plain_data(value: Any) -> Any:
    """Data as JSON has it: lists, text, numbers; what is not finite becomes text.

    >>> plain_data({"a": (1, float("inf"))})
    {'a': [1, 'inf']}
    """
    if isinstance(value, Mapping):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return plain_data(asdict(value))
    if hasattr(value, "tolist"):  # of numpy and torch
        return plain_data(value.tolist())
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)

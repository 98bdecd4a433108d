"""Answers of the parts of an audit, to be told in sentences."""

from dataclasses import dataclass, field

from tests.verify.subject.models import nn, numbers, seeded
from verify.audit import Audit
from verify.subject import make_subject


@dataclass
class ARank:
    jacobian_rank: int | None = 8
    status: str = "gap"
    rank_bound: int = 8
    rank_bound_reasons: tuple[str, ...] = ()
    singular_gap: float | None = 1e9
    zero_set_dimension: int | None = 3


@dataclass
class AZero:
    status: str = "proved"
    h: float | None = 0.1
    radius: float | None = 0.25
    because: str = "h = 0.1 is below 1/2"
    certificate: dict | None = None


@dataclass
class ATheorem:
    id: str
    applies: str = "yes"
    because: str = "it is so"
    follows: str = "much"
    measured: dict = field(default_factory=dict)
    disagrees: bool = False


def subject(*layers, samples=4):
    """A small subject with some layers in the middle."""
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 2), *layers, nn.Linear(2, 2)))
    return make_subject(model, numbers(samples, 2), numbers(samples, 2))


def audit(*layers, rank=None, zero=None, theorems=(), cut=(), samples=4):
    """An audit with given answers."""
    found = (subject(*layers, samples=samples), rank or ARank(), zero or AZero(), tuple(theorems), tuple(cut))
    return Audit(*found, options={"seed": 3}, versions={"zerolocus": "1"})

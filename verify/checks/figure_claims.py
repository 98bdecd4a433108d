"""What the claims on settings and captions of figures share: their instances are pairs of sayings of one table."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..claims import Settings
from ..declare import hypothesis
from ..instruments import Sayings, TwoSayings


def about_figures(table: Sayings) -> dict[str, Any]:
    """The fields of a claim on all pairs of a table, one after the other; dropped is that both speak of one thing."""

    def draw(stream: np.random.Generator, settings: Settings) -> TwoSayings:
        return table.stray(stream) if settings.drop else table.pairs[round(settings.scale * (len(table.pairs) - 1))]

    @hypothesis
    def one_thing(instance: TwoSayings) -> str | None:
        """both speak of one property of one thing, themselves or by words that say so"""
        return table.unlike(instance)

    return {
        "quantifier": "for all",
        "field": "none",
        "draw": draw,
        "hypotheses": (one_thing,),
        "size": size,
        "num_instances": len(table.pairs),
        "listed": True,
        "misprint": True,
    }


def size(instance: TwoSayings) -> float:
    """Pairs that speak of one thing themselves, then those that need a third place for it."""
    return float(bool(instance["through"]))

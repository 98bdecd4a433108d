import random
from fractions import Fraction

import numpy as np
import pytest

from algebraic.relu.minima import extras, find_minima
from algebraic.relu.minima_document import minima_of
from algebraic.relu.projections import Projections
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED, Budget, OutOfBudget

YUN = [[1, 0], [0, 1], ["1/2", "1/2"]], [0, 0, 1]


def minima(inputs, targets, units, leak=0, bias=False):
    question = question_of(inputs, targets, units, leak, bias)
    unit = unit_of(question, UNLIMITED)
    return question, unit, find_minima(unit, units, Projections(unit, question.target_vector()), UNLIMITED)


def values(found):
    return {value.projection.loss for value in found.bad}


def test_a_published_one():
    """Yun, Sra and Jadbabaie 2019: exactly 1/3 beside a global minimum of 0."""
    _, _, found = minima(*YUN, 2)
    assert found.least == 0
    assert values(found) == {Fraction(1, 3), Fraction(1, 2)}  # and the one with dead units


def test_one_weight_by_hand():
    """½ (max(w, 0) a − y)²: for y ≠ 0 all w < 0 are minima, and so is a = 0 with w < 0; with a leak nothing is."""
    _, _, found = minima([[1]], [2], 1)
    assert (found.least, values(found)) == (0, {2})
    (value,) = found.bad
    assert value.in_products is not None
    assert value.in_weights is not None
    _, _, found = minima([[1]], [2], 1, "1/4")
    assert (found.least, found.bad) == (0, [])


def test_what_cannot_be_fitted_has_a_least_value_that_is_not_bad():
    """Two targets for one input: ½ (1 + 1) at their mean."""
    _, _, found = minima([[1], [1]], [1, 3], 2, "1/4")
    assert (found.least, found.bad) == (1, [])


def descend(question, starts, seed, steps=6000, rate=2e-3):
    """Losses and gradients at the end of gradient descents, in floats."""
    stream = np.random.default_rng(seed)
    inputs, targets = np.array(question.inputs, dtype=float), np.array(question.target_vector(), dtype=float)
    a = stream.normal(size=(starts, question.num_hidden))
    w = stream.normal(size=(starts, question.num_hidden, question.input_dim))
    leak = float(question.leak)
    for _ in range(steps):
        z = np.einsum("shn,in->shi", w, inputs)
        slope = np.where(z >= 0, 1, leak)
        residual = np.einsum("sh,shi->si", a, slope * z) - targets
        into_a = np.einsum("si,shi->sh", residual, slope * z)
        into_w = np.einsum("si,sh,shi,in->shn", residual, a, slope, inputs)
        a, w = a - rate * into_a, w - rate * into_w
    size = np.sqrt((into_a**2).sum(1) + (into_w**2).sum((1, 2)))
    return 0.5 * (residual**2).sum(1), size


@pytest.mark.parametrize(("seed", "leak"), [(0, 0), (1, "1/4"), (2, 0)])
def test_descents_end_in_values_that_are_known(seed, leak):
    draw = random.Random(seed)
    inputs = [[x] for x in draw.sample(range(-4, 5), 3)]
    question, _, found = minima(inputs, [draw.randint(-4, 4) for _ in inputs], 2, leak, True)
    losses, gradients = descend(question, 40, seed)
    known = np.array([float(v) for v in (found.least, *values(found))])
    ended = losses[gradients < 1e-5]
    assert len(ended) > 5
    assert max(np.abs(known - loss).min() for loss in ended) < 1e-4


def loss_at(question, outer, inner):
    outputs = [v for row in question.outputs(outer, inner) for v in row]
    return sum((f - y) ** 2 for f, y in zip(outputs, question.target_vector(), strict=True)) / 2


@pytest.mark.parametrize("leak", [0, "1/4"])
def test_nothing_near_is_less(leak):
    """At every place that is named, in exact numbers."""
    question = question_of(*YUN, 2, leak)
    unit = unit_of(question, UNLIMITED)
    found = minima_of(question, unit, UNLIMITED)
    stream = np.random.default_rng(0)
    for entry in found["bad"]:
        for spot in filter(None, (entry["in_products"], entry["in_weights"])):
            outer, inner = (
                [tuple(map(Fraction, r)) for r in spot[key]] for key in ("output_weights", "hidden_weights")
            )
            value = loss_at(question, outer, inner)
            assert str(value) == entry["value"]
            for _ in range(60):
                shifts = [Fraction(int(k), 10**5) for k in stream.integers(-99, 100, 6)]
                near_a = [(row[0] + s,) for row, s in zip(outer, shifts, strict=False)]
                near_w = [
                    tuple(v + s for v, s in zip(row, shifts[2 + 2 * k : 4 + 2 * k], strict=True))
                    for k, row in enumerate(inner)
                ]
                assert loss_at(question, near_a, near_w) >= value


def test_a_unit_without_effect_may_be_a_minimum_in_weights_only():
    """w < 0 is dead at both samples, so that a = 0 cannot be improved; but its product 0 is beside all others."""
    question, unit, found = minima([[1], [2]], [1, 3], 1)
    (value,) = (v for v in found.bad if v.projection.loss == 5)
    assert extras(unit, value.projection) == (False, ("no output", 1))
    assert value.in_weights is not None
    assert value.in_weights.live == ()
    assert value.in_products is not None
    assert value.in_products.live != ()  # dead, with a ≠ 0: its u is not 0
    assert question.num_hidden == 1


def test_what_changes_nothing():
    inputs, targets = [[1, 2], [-3, 1], [2, 5]], [2, -3, 4]
    usual = minima(inputs, targets, 2)[2]
    assert values(minima(inputs[::-1], targets[::-1], 2)[2]) == values(usual)
    assert values(minima([[1000 * v for v in row] for row in inputs], targets, 2)[2]) == values(usual)
    scaled = minima(inputs, [Fraction(y, 3) for y in targets], 2)[2]
    assert {9 * value for value in values(scaled)} == values(usual)


def test_the_time_is_looked_at():
    question = question_of(*YUN, 2)
    with pytest.raises(OutOfBudget):
        minima_of(question, unit_of(question, UNLIMITED), Budget(1e-9))

import pytest

from algebraic import Network
from algebraic.data import random_data
from algebraic.dimension.modulo_primes import degree_by_slice, groebner_dimension
from algebraic.shell import WrongInput, rationals


def hyperbola():
    return Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)


@pytest.mark.msolve
def test_degrees():
    network = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    for num_samples in (1, 2, 3):  # a complete intersection of general cubics in its linear-readout coordinates
        data = random_data(network, num_samples)
        assert degree_by_slice(network, data.inputs, data.targets)["degree"] == 3**num_samples
    assert degree_by_slice(hyperbola(), rationals([[1]]), rationals([[3]]))["degree"] == 2
    with pytest.raises(WrongInput):
        degree_by_slice(hyperbola(), rationals([[1], [2], [3]]), rationals([[1], [2], [3]]))


@pytest.mark.parametrize(
    ("inputs", "targets", "dimension", "words"),
    [
        ([[1]], [[3]], 1, "dimension 1 modulo two primes"),  # v w = 3: a curve
        ([[1]], [[0]], 1, "dimension 1 modulo two primes"),  # two lines
        ([[1], [2]], [[3], [6]], 1, "dimension 1 modulo two primes"),  # the same equation twice
        ([[1], [2]], [[3], [7]], None, "no solution modulo two primes"),
    ],
)
def test_dimensions_that_are_seen_by_eye(inputs, targets, dimension, words):
    found = groebner_dimension(hyperbola(), rationals(inputs), rationals(targets))
    assert (found["dimension"], found["empty"], found["statement"]) == (dimension, dimension is None, words)
    assert found["dimensions"] == [-1 if dimension is None else dimension] * 2
    assert len(set(found["primes"])) == 2


def test_primes_that_do_not_agree_decide_nothing(monkeypatch):
    from algebraic.ideals import solutions_modulo

    first = []

    def other(equations, size, prime, **options):
        first.append(prime)
        return solutions_modulo(equations if len(first) > 1 else [{(0, 0): 1}], size, prime, **options)

    monkeypatch.setattr("algebraic.dimension.modulo_primes.solutions_modulo", other)
    found = groebner_dimension(hyperbola(), rationals([[1]]), rationals([[3]]))
    assert (found["dimension"], found["empty"], found["statement"]) == (None, None, "no agreement modulo two primes")

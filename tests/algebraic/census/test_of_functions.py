"""Critical functions: published distance degrees, other slices and metrics, given targets, and what is refused."""

import json
from fractions import Fraction

import numpy as np
import pytest

from algebraic.census import critical_functions
from algebraic.check.entry import check_any
from algebraic.networks import Network, lightning_attention
from algebraic.shell import TooLarge, WrongInput

PLAIN = {"hidden_bias": False, "output_bias": False}
MATRICES = Network.dense([2, 1, 2], "z", **PLAIN)  # 2×2 of rank one


@pytest.mark.parametrize(
    ("options", "number", "fibre"),
    [({}, 6, 1), ({"gauge": "random", "seed": 5}, 6, 2), ({"metric": "frobenius", "seed": 2}, 2, 1)],
)
def test_rank_one_matrices(options, number, fibre):
    """6 for a generic metric (Macaulay2), 2 for the Frobenius norm, on whichever slice: proved by a theorem."""
    found = critical_functions(MATRICES, **options)
    assert (found.complex_count, found.complex_count_status, found.fibre_size) == (number, "exact", fibre)
    assert found.real_count % 2 == number % 2  # the others are pairs of conjugates
    assert found.complex_count_evidence["proved"]
    assert found.count == number * fibre
    assert (found.ambient_dimension, found.dimension, found.zero_function, found.strata) == (4, 3, 1, [])


def test_singular_values_are_critical():
    """Of a given matrix for the Frobenius norm: its two rank-one parts, at distances of the other singular value."""
    matrix = np.array([[3, 1], [1, 2]])
    found = critical_functions(MATRICES, metric="frobenius", targets=matrix.tolist())
    points = found.real_points
    forms = {name: float(Fraction(values[0])) for name, values in found.gauge_forms.items()}
    distances = []
    for point in points:
        named = dict(zip(found.unknowns, point, strict=True)) | forms
        outer = np.outer([named["w2_1_1"], named["w2_2_1"]], [named["w1_1_1"], named["w1_1_2"]])
        distances.append(np.linalg.norm(matrix - outer))
    assert sorted(distances) == pytest.approx(sorted(np.linalg.svd(matrix, compute_uv=False)), rel=1e-9)


@pytest.mark.parametrize(("gauge", "number", "status"), [("fixed", 1, "lower_bound"), ("random", 2, "exact")])
def test_a_slice_may_lack_functions_of_a_given_target(gauge, number, status):
    """Of diag(1, 2) both rank-one parts are critical; the second has a 0 where the fixed slice has a number."""
    found = critical_functions(MATRICES, metric="frobenius", targets=[1, 0, 0, 2], gauge=gauge)
    assert (found.complex_count, found.complex_count_status) == (number, status)
    assert ("a random one would not" in found.complex_count_evidence["statement"]) == (gauge == "fixed")
    assert check_any(found.as_dict()).exit_code() in (0, 4)


@pytest.mark.slow
def test_cubic_forms_of_two_units_fill_their_space():
    found = critical_functions(Network.dense([2, 2, 1], "z**3", **PLAIN))
    assert (found.complex_count, found.count, found.fibre_size, found.zero_function) == (1, 2, 2, 0)
    [part] = found.strata
    assert (part["widths"], part["complex_count"], part["complex_count_status"]) == ([2, 1, 1], 7, "exact")


SAMPLES = [[1, 2, -3, 5], [4, -1, 2, 3], [2, 7, 1, -2]]


@pytest.mark.parametrize(("number", "dimension"), [(2, 1), (1, 3)])
def test_attention_with_few_samples_has_critical_sets(number, dimension):
    """Curves with two samples, a threefold with one (Henry, Marchetti, Kohn, arXiv 2408.17221)."""
    found = critical_functions(lightning_attention(2, 2, 1), metric="data", inputs=SAMPLES[:number])
    assert (found.critical_dimension, found.complex_count_status) == (dimension, "infinite")


@pytest.mark.slow
@pytest.mark.msolve
@pytest.mark.parametrize("options", [{"metric": "data", "inputs": SAMPLES}, {"seed": 3}])
def test_attention_with_three_samples_has_fourteen(options):
    """The regular critical points of the square loss (the same source), and of coefficients as many."""
    found = critical_functions(lightning_attention(2, 2, 1), gauge="random", **options)
    assert (found.complex_count, found.complex_count_status) == (14, "exact_mod_p")
    assert (found.dimension, found.dimension_proved, found.zero_function) == (5, True, 1)
    document = json.loads(found.to_json())
    assert check_any(document).problems == []
    document["complex_count"] = 13
    assert check_any(document).exit_code() == 1


def test_fewer_samples_than_it_takes():
    found = critical_functions(MATRICES, metric="data", inputs=[[1, 2]], targets=[[1, 1]])
    assert (found.critical_dimension, found.complex_count, found.complex_count_status) == (1, None, "infinite")
    assert found.complex_count_evidence["proved"]
    assert not found.undecided()


@pytest.mark.parametrize("size", [1, 10**6])
@pytest.mark.parametrize("gauge", ["fixed", "random"])
def test_samples_make_a_metric_of_their_own(size, gauge):
    """With the inputs (1, 0) and (0, 1) the square loss is the Frobenius norm: Eckart and Young again, in any unit."""
    inputs = [[size, 0], [0, size]]
    found = critical_functions(MATRICES, metric="data", inputs=inputs, targets=[[3, 1], [1, 2]], gauge=gauge)
    complete = gauge == "random"
    assert (found.complex_count, found.complex_count_status) == (2, "exact_mod_p" if complete else "lower_bound")
    assert (found.critical_dimension, found.real_count) == (0, 0 if gauge == "random" and not complete else 2)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"metric": "data"}, "needs inputs"),
        ({"inputs": [[1, 2]]}, "takes no inputs"),
        ({"metric": "euclidean"}, "metric is 'euclidean'"),
        ({"gauge": "unitary"}, "gauge is 'unitary'"),
        ({"targets": [1, 2, 3]}, "a target of 3 numbers, and functions are compared by 4"),
    ],
)
def test_what_does_not_fit(options, words):
    with pytest.raises(WrongInput, match=words):
        critical_functions(MATRICES, **options)


def test_too_many_coefficients():
    with pytest.raises(TooLarge, match="400"):
        critical_functions(Network.dense([9, 1, 1], "z**5", **PLAIN))

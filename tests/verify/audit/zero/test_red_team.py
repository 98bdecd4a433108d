"""No document that states something false is believed; what is believed is true by a second route."""

import dataclasses
import json
import random
import tracemalloc

import numpy as np
import pytest

from tests.verify.audit.zero.mutations import mutated, node, problem_from, stated
from tests.verify.audit.zero.planted import dense, planted
from tests.verify.audit.zero.random_graphs import Drawn
from tests.verify.audit.zero.second_route import centre, distance_of_a_zero, residuals_and_jacobian
from tests.verify.audit.zero.test_find import NETS
from tests.verify.audit.zero.test_relations import classes
from tests.verify.subject.models import Cubic, nn
from verify.audit.zero import check_zero, find_zero
from verify.audit.zero.nearby import prove_near
from verify.audit.zero.polish import float_gram, run_floats
from verify.audit.zero.prove import measure

pytestmark = pytest.mark.torch

SMALL = {
    "tanh": (dense(3, 6, 2), (5, 3)),
    "sigmoid": (dense(2, 5, 1, act=nn.Sigmoid), (4, 2)),
    "softplus": (dense(3, 5, 1, act=nn.Softplus), (4, 3)),
    "gelu": (dense(3, 5, 1, act=nn.GELU), (4, 3)),
    "gelu by tanh": (dense(3, 5, 1, act=lambda: nn.GELU(approximate="tanh")), (4, 3)),
    "cubic": (dense(3, 5, 1, act=Cubic), (4, 3)),
    "relu": (dense(3, 7, 1, act=nn.ReLU), (4, 3)),
    "tied": (NETS["tied"][0], (3, 6)),
    "skips": NETS["skips"],
    "maxima": (NETS["maxima"][0], (1, 1, 8, 8)),
    "convolutions": (NETS["convolutions"][0], (1, 1, 8, 8)),
}
TRIES = 1500
GRAPHS = 6


@pytest.fixture(scope="module")
def documents():
    found = {name: find_zero(planted(build, *shape)[0]) for name, (build, shape) in SMALL.items()}
    found["relations"] = find_zero(classes(dense(6, 14, 4), count=22, kinds=3, outputs=4))
    assert all(zero.status == "proved" for zero in found.values())
    return {name: json.loads(json.dumps(zero.certificate)) for name, zero in found.items()}


@pytest.mark.slow
def test_a_zero_lies_within_the_radius(documents):
    """Krawczyk's operator encloses one, and no bound is far from the distance."""
    for name, document in documents.items():
        away, radius = distance_of_a_zero(document), document["claims"]["radius"]
        assert away <= radius, name
        assert radius < 3 * away, name


def test_of_many_changed_documents_only_true_ones_are_believed(documents):
    draw, believed = random.Random(0), 0
    for _ in range(TRIES):
        name = draw.choice(list(documents))
        document = mutated(documents[name], draw)
        if document == documents[name] or not check_zero(document).holds:
            continue
        believed += 1
        away = distance_of_a_zero(document)
        assert away is not None, name
        assert away <= document["claims"]["radius"], name
    assert believed < TRIES / 100


LINEAR = [node("input", name="x"), node("dense", (0,), parameters=(0, None))]


def power(*coefficients):
    """A polynomial of one weight."""
    return [*LINEAR, node("activation", (1,), name="polynomial", coefficients=list(coefficients))]


def sequence(name, **options):
    """An activation of one weight and one bias."""
    layers = [node("input", name="x"), node("dense", (0,), parameters=(0, 1))]
    return [*layers, node("activation", (1,), name=name, **options)]


FALSE = {
    "w² = −1": (power(0, 0, 1), [[1]], [[-1]], [[[1.0]]]),
    "tanh(w + b) = 1.2": (sequence("tanh"), [[1]], [[1.2]], [[[0.3]], [0.2]]),
    "sigmoid(w + b) = 1": (sequence("sigmoid"), [[1]], [[1]], [[[3.0]], [2.0]]),
    "softplus(w + b) = −0.1": (sequence("softplus", beta=1, threshold=20), [[1]], [[-0.1]], [[[-3.0]], [-2.0]]),
    "gelu(w + b) = −0.2": (sequence("gelu", approximate="none"), [[1]], [[-0.2]], [[[-0.2]], [-0.5]]),
    "max(0, w + b) = −1": (sequence("relu"), [[1]], [[-1]], [[[0.5]], [0.5]]),
    "max(0, w + b) = −1, dead": (sequence("relu"), [[1]], [[-1]], [[[-0.5]], [-0.5]]),
    "one sample, two targets": (LINEAR, [[1], [1]], [[0], [1]], [[[0.5]]]),
    "two samples, one weight": (LINEAR, [[1], [2]], [[1], [1]], [[[0.6]]]),
    "one sample, two targets, two weights": (sequence("tanh"), [[1], [1]], [[0], [0.5]], [[[0.2]], [0.1]]),
    "w² = 0 from beside it, where no zero is regular": (power(0, 0, 1), [[1]], [[0]], [[[1e-3]]]),
    "w³ + w² + 1, whose only zero is far": (power(1, 0, 1, 1), [[1]], [[0]], [[[0.1]]]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FALSE)
def test_no_claims_make_a_false_statement_pass(name):
    """Whatever three bounds are stated, with all that follows from them."""
    graph, inputs, targets, weights = FALSE[name]
    problem = problem_from(graph, inputs, targets, weights)
    refused, tried = set(), 0
    for sigma in (1e-300, 1e-12, 1e-6, 1e-3, 0.05, 0.3, 0.9, 1.0, 1.9, 3.0, 1e6, 1e150):
        for residual in (0.0, 5e-324, 1e-300, 1e-12, 1e-3, 0.2, 0.9, 1.3, 2.5, 1e3):
            for lipschitz in (0.0, 1e-300, 1e-3, 0.1, 0.8, 2.1, 10.0):
                document = stated(problem, graph, sigma, residual, lipschitz)
                found = check_zero(document)
                tried += 1
                assert not found.holds, (sigma, residual, lipschitz)
                refused.add(found.because[:7])
    assert tried == 840
    assert len(refused) > 1


def test_at_one_half_and_beyond():
    """w² = y from w = 1: h = (1 − y)/2, and there is no zero from ½ on, however sharp the bounds are."""
    graph, passed = power(0, 0, 1), {}
    for y in (0.5, 0.01, 1e-6, 0.0, -1e-6, -0.01):
        problem = problem_from(graph, [[1]], [[y]], [[[1.0]]])
        found = measure(problem, 1 - y + 1e-6, 1.999999)
        passed[y] = check_zero(stated(problem, graph, 1.999999, found.residual, found.lipschitz)).holds
    assert passed == {0.5: True, 0.01: True, 1e-6: False, 0.0: False, -1e-6: False, -0.01: False}


def test_a_kink_inside_the_ball():
    """max(0, w) = y has the zero w = y > 0; from w = 1 the ball of radius 2(1 − y) must not reach 0."""
    graph = [*LINEAR, node("activation", (1,), name="relu")]
    cases = {0.9: True, 0.51: True, 0.49: False, 1e-9: False, -0.1: False, 1.4: True, 1.51: False}
    for y, holds in cases.items():
        problem = problem_from(graph, [[1]], [[y]], [[[1.0]]])
        residual = abs(1 - y) * (1 + 1e-6)
        found = check_zero(stated(problem, graph, 1 - 1e-6, residual, 1e-290))
        assert found.holds == holds, (y, found.because)
        assert holds or "kink" in found.because or "proves no zero" in found.because


def test_numbers_whose_squares_vanish():
    """w = 1e-200 is no zero of w, though float64 has the square 0; neither is a correction of that size nothing."""
    tiny = np.array([[1e-200]])
    assert not check_zero(stated(problem_from(LINEAR, [[1]], [[0]], [tiny]), LINEAR, 0.99, 0.0, 0.0)).holds
    moved = problem_from(LINEAR, [[1]], [[0]], [tiny], [-tiny])
    assert moved.moved >= 1e-200
    document = stated(moved, LINEAR, 0.99, 1e-290, 1e-290)
    assert check_zero(document).holds
    assert document["claims"]["radius"] >= 1e-200


def test_small_numbers_times_large_ones():
    """w² = −1 once more, where the units of layers in between are far from those of w: sizes that vanish in squares."""
    for size in (1e-90, 1e-120, 1e-150, 1e-165, 1e-200, 1e-300):
        back = [[min(1 / size, 1e300)]]
        graph = [*power(0, 0, 1), node("dense", (2,), constants={"weight": back})]
        graph.append(node("dense", (3,), constants={"weight": back}))
        for weight in ([[1.0]], [[0.1]]):
            problem = problem_from(graph, [[size]], [[-1]], [weight])
            for sigma in (1e-6, 0.1, 0.19, 1.9):
                for residual in (1e-12, 1.02, 2.1):
                    assert not check_zero(stated(problem, graph, sigma, residual, 0.0)).holds


def test_nothing_large_is_made_on_the_word_of_a_file():
    """Windows by the million in each of many layers are counted before they are made."""
    wide = {"kernel": [2048, 2048], "stride": [1, 1], "padding": [2047, 2047], "dilation": [1, 1], "groups": 1}
    inputs = node("input", shape=(1, 2, 2), name="x")
    document = stated(problem_from(LINEAR, [[1]], [[0]], [[[1.0]]]), LINEAR, 0.9, 0.0, 0.0)
    for count in (1, 3000):
        layer = node("average_pool", (0,), (1, 2049, 2049), kernel=[2048, 2048], stride=[1, 1], padding=[2047, 2047])
        layers = [node("convolution", (0,), (1, 2049, 2049), (0, None), **wide), layer]
        small = node("average_pool", (0,), (1, 501, 501), kernel=[2, 2], stride=[1, 1], padding=[250, 250])
        for each in (*layers, small):
            tracemalloc.start()
            found = check_zero({**document, "graph": [inputs, *[each] * count]})
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert not found.holds
            assert peak < 5e8, (each["kind"], peak)


def test_of_graphs_that_are_drawn():
    """F, J and L of all kinds of layers by the second route, and a zero within the radius of each that is proved."""
    proved = 0
    for seed in range(GRAPHS):
        graph = Drawn(random.Random(seed))
        weights, steps, inputs = graph.numbers(seed)
        outputs = graph.shape()[0]
        problem = problem_from(graph.nodes, inputs, np.zeros((len(inputs), outputs)), weights, steps=steps)
        targets = run_floats(problem, weights).values[-1]
        moved = tuple(w + 1e-3 * np.random.default_rng(seed).standard_normal(w.shape) for w in weights)
        problem = dataclasses.replace(problem, targets=targets, weights=moved)
        document = stated(problem, graph.nodes, 1.0, 1.0, 1.0)
        start, units = centre(document)
        residuals, jacobian = residuals_and_jacobian(document, start)
        j = np.array([[float(entry) for entry in row] for row in jacobian]) * units
        ours = run_floats(problem, moved).values[-1] - targets
        assert abs(ours.reshape(-1) - [float(entry) for entry in residuals]).max() < 1e-11
        assert abs(float_gram(problem, moved) - j @ j.T).max() <= 1e-11 * max(1, abs(j).max() ** 2)
        if problem.num_equations > problem.num_params:
            continue
        zero = prove_near(problem, graph.nodes)
        if zero.status == "proved":
            proved += 1
            assert distance_of_a_zero(zero.certificate) <= zero.radius
    assert proved >= GRAPHS // 2

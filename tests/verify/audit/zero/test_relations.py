"""Relations among targets: found exactly, forced or not, and a certificate that rests on them cannot be bent."""

import copy
from fractions import Fraction

import numpy as np
import pytest

from tests.verify.audit.zero.planted import Tied, dense, planted
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.audit.zero import check_zero, find_zero
from verify.audit.zero.find import problem_of
from verify.audit.zero.relations import Relations, forced_relations, relations_hold, whole_radius
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def classes(model, count=20, kinds=3, outputs=3):
    targets = np.eye(outputs)[np.arange(count) % kinds]
    return make_subject(seeded(model), numbers(count, 6), targets)


def test_the_sum_of_classes():
    found = forced_relations(problem_of(classes(dense(6, 9, 3))))
    assert found == Relations((2,), ((Fraction(-1), Fraction(-1)),), (Fraction(1),))


def test_a_class_that_is_not_there():
    found = forced_relations(problem_of(classes(dense(6, 9, 3), kinds=2)))
    assert found == Relations((1, 2), ((Fraction(-1),), (Fraction(0),)), (Fraction(1), Fraction(0)))


def test_where_nothing_is_forced():
    assert forced_relations(problem_of(classes(dense(6, 30, 3)))) is None  # few samples for so many hidden units
    assert forced_relations(problem_of(classes(dense(6, 9, 3, bias=False)))) is None  # no sum without a bias
    last = lambda: nn.Sequential(nn.Linear(6, 3), nn.Tanh())  # noqa: E731
    assert forced_relations(problem_of(classes(last))) is None
    assert forced_relations(problem_of(planted(Tied, 20, 6)[0])) is None  # and these targets have none
    subject, _ = planted(dense(6, 9, 3), 20, 6)
    assert forced_relations(problem_of(subject)) is None


def test_nearly_is_not_exactly():
    targets = np.eye(3)[np.arange(20) % 3]
    targets[7, 1] += 2.0**-50
    subject = make_subject(seeded(dense(6, 9, 3)), numbers(20, 6), targets)
    assert forced_relations(problem_of(subject)) is None
    sums = Relations((2,), ((Fraction(-1), Fraction(-1)),), (Fraction(1),))
    assert not relations_hold(targets, sums)
    assert relations_hold(np.eye(3), sums)


@pytest.fixture(scope="module")
def zero():
    return find_zero(classes(dense(6, 14, 4), count=22, kinds=3, outputs=4))


def test_a_zero_of_the_whole_network(zero):
    assert zero.status == "proved", zero.because
    assert zero.certificate["relations"]["dropped"] == [2, 3]
    subject = classes(dense(6, 14, 4), count=22, kinds=3, outputs=4)
    assert float(subject.residuals(torch.from_numpy(zero.weights)).norm()) < 1e-12


def test_the_radius_covers_the_rows_that_follow(zero):
    from verify.audit.zero.document import read_document

    whole, relations, claims = read_document(zero.certificate)
    weight = whole.weights[2]
    exact = [[-Fraction(a) - Fraction(b) for a, b in zip(weight[0], weight[1], strict=True)], [Fraction(0)] * 14]
    off = sum((Fraction(w) - exact[k][n]) ** 2 for k, row in enumerate(weight[2:]) for n, w in enumerate(row))
    bias = whole.weights[3]
    off += (Fraction(bias[2]) - (1 - Fraction(bias[0]) - Fraction(bias[1]))) ** 2 + Fraction(bias[3]) ** 2
    assert Fraction(whole_radius(whole, relations, 0.0)) ** 2 >= off
    assert claims["radius"] > whole_radius(whole, relations, 0.0)


@pytest.mark.parametrize(
    "change",
    [
        None,
        {"dropped": [2], "matrix": [["-1", "-1", "0"]], "offset": ["1"]},
        {"dropped": [2, 3], "matrix": [["-1", "-1"], ["0", "1/10"]], "offset": ["1", "0"]},
        {"dropped": [2, 3], "matrix": [["-1", "-1"], ["0", "0"]], "offset": ["1", "1/3"]},
        {"dropped": [3, 2], "matrix": [["-1", "-1"], ["0", "0"]], "offset": ["1", "0"]},
        {"dropped": [0, 1, 2, 3], "matrix": [[], [], [], []], "offset": ["1", "0", "0", "0"]},
        {"dropped": [2, 4], "matrix": [["-1", "-1"], ["0", "0"]], "offset": ["1", "0"]},
        {"dropped": [2, 3], "matrix": [["-1"], ["0", "0"]], "offset": ["1", "0"]},
        {"dropped": [2, 3], "matrix": [["-1", "x"], ["0", "0"]], "offset": ["1", "0"]},
        {"dropped": [], "matrix": [], "offset": []},
        {},
        7,
    ],
)
def test_other_relations_do_not_hold(zero, change):
    assert check_zero(zero.certificate).holds
    assert not check_zero({**zero.certificate, "relations": change}).holds


def test_rows_that_follow_are_held(zero):
    import base64

    changed = copy.deepcopy(zero.certificate)
    for part in ("weights", "corrections"):
        values = np.frombuffer(base64.b64decode(changed[part][2]["float64"]), dtype="<f8").copy()
        values[-1] += 1e-9
        bent = copy.deepcopy(changed)
        bent[part][2]["float64"] = base64.b64encode(values.tobytes()).decode()
        assert not check_zero(bent).holds
    for radius in (changed["claims"]["radius"] * (1 - 1e-9), changed["claims"]["radius"] * (1 + 1e-9)):
        assert not check_zero({**changed, "claims": {**changed["claims"], "radius": radius}}).holds

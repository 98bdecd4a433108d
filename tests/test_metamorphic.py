"""Fifty small pairs of a question and its image; what is no symmetry is found out, and a pair can be tried again."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from algebraic.networks import Builder, Network
from algebraic.shell import UNLIMITED, rationals
from tests.metamorphic import answers as asked
from tests.metamorphic.__main__ import compare, main, pair_of
from tests.metamorphic.answers import answers, contradictions, differences, kind_of, real_difference
from tests.metamorphic.changes import ALL, CHANGES, ORDERS, TARGETS_ALONE, changed
from tests.metamorphic.questions import IRREGULAR, Question, draw_network, shown
from tests.networks import shared_and_sparse
from tests.reference.slow import network_value

FEW = 3  # solutions at most, so that a pair takes a fraction of a second
SEED = 1


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10, 60, 10))
def test_fifty_pairs_have_the_same_answers(first):
    report = compare(10, seed=SEED, first=first, largest=FEW)
    assert (report.tried, report.failures) == (10, [])


def linear(target, ridge=(Fraction(1, 10), Fraction(1, 5))):
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    return Question(net, rationals([[1]]), rationals([[target]]), "critical, entrywise", rationals(list(ridge)))


@pytest.mark.msolve
def test_targets_alone_are_no_symmetry():
    """3 real critical points of 5, and 1 of 5 with a hundredth of the target: the complex number is generic."""
    one, other = answers(linear(1)), answers(linear("1/100"))
    assert (one["count"], one["real"], other["count"], other["real"]) == (5, 3, 5, 1)
    assert one["wrong"] == other["wrong"] == []  # msolve finds as many
    assert [line.split(":")[0] for line in differences(one, other)] == ["real", "indices"]
    assert differences(one, other, TARGETS_ALONE) == []
    assert kind_of(one, other) == "two answers"


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_keeps_a_known_answer(change):
    other = answers(changed(linear(1), change, np.random.default_rng(3)))
    assert (other["count"], other["real"], other["indices"]) == (5, 3, [0, 0, 1])


def irregular(inputs, layer, output):
    builder = Builder(inputs)
    layer(builder, "z**2+z/3-1", True)
    output(builder, True)
    return builder.network()


NETWORKS = [*(irregular(*parts) for parts in IRREGULAR), Network.dense([2, 2, 2], "z**2-z+3"), shared_and_sparse()]
CASES = [
    pytest.param(network, change, id=f"{k} {change}")
    for k, network in enumerate(NETWORKS)
    for change in (CHANGES if network is not NETWORKS[-1] else ORDERS)  # its weights are used in several layers
]


def objective(question):
    """½ Σ residual² + ½ Σ Λ w² at its point, unit by unit."""
    w, total = question.point, sum(question.ridge * question.point**2)
    for x, y in zip(question.inputs, question.targets, strict=True):
        total += sum((a - b) ** 2 for a, b in zip(network_value(question.network, w, x, Fraction), y, strict=True))
    return total / 2


@pytest.mark.parametrize(("network", "change"), CASES)
def test_an_image_has_the_same_loss_at_every_point_but_for_its_unit(network, change):
    stream = np.random.default_rng(5)
    x, y = (rationals(stream.integers(-9, 10, (3, n))) for n in (network.input_dim, network.output_dim))
    ridge, one, other = rationals(stream.integers(-5, 6, (3, network.num_params)))
    ratios = set()
    for point in (one, other):
        question = Question(network, x, y, "critical, entrywise", ridge, point=point)
        image = changed(question, change, np.random.default_rng(7))
        ratios.add(objective(image) / objective(question))
    assert len(ratios) == 1
    assert change in ("targets", ALL) or ratios == {1}


@pytest.mark.slow
def test_networks_that_are_not_dense_are_drawn_and_all_changes():
    networks = [draw_network(np.random.default_rng(k)) for k in range(200)]
    assert sum(len(layer.positions) > 1 for network in networks for layer in network.layers) > 40
    assert Counter(pair_of(0, number, 1)[1] for number in range(40)).keys() == {*CHANGES, TARGETS_ALONE}


def test_a_pair_depends_on_its_number_only():
    (one, change, image), (two, again, other) = (pair_of(SEED, 4, FEW) for _ in range(2))
    assert change == again
    assert (shown(one), shown(image)) == (shown(two), shown(other))
    said = []
    assert compare(3, seed=SEED, first=2, seconds=0.0, largest=FEW, said=said.append).tried == 0
    assert said == []


@pytest.mark.slow
def test_a_planted_difference_is_found_and_counted(monkeypatch):
    """Answers that depend on the form, which has a seed of its own here."""
    honest = asked.take_stages

    def lossy(problem, seed, *rest):
        found = honest(problem, seed, *rest)
        return replace(found, real_count=-1) if seed else found

    monkeypatch.setattr(asked, "take_stages", lossy)
    said = []
    report = compare(20, seed=SEED, first=10, largest=1, said=said.append)
    expected = sum(report.changes[change] for change in ("seed", ALL))
    assert report.tried == 20 == sum(report.changes.values())
    assert 0 < expected == len(report.failures) == len(said) < 20
    assert all(line.startswith(f"pair {number}, ") for line, (*_, number) in zip(said, report.failures, strict=True))


def test_what_is_listed_beside_infinitely_many_is_a_lower_bound(monkeypatch):
    """Without a ridge; how many isolated ones are found may differ, but there are no more than BKK allows."""
    question, honest = replace(linear(1), system="critical, none", ridge=rationals([0, 0])), asked.take_stages
    one = answers(question)
    assert (one["status"], one["wrong"], "indices" in one) == ("infinite", [], False)

    def more(problem, seed, *rest):
        found = honest(problem, seed, *rest)
        return replace(found, solutions=[{}] * (found.bkk + 1))

    monkeypatch.setattr(asked, "take_stages", more)
    assert answers(question)["wrong"] == [f"{one['bkk'] + 1} isolated solutions, BKK {one['bkk']}"]


@pytest.mark.slow
@pytest.mark.msolve
def test_a_missing_real_solution_is_found_by_msolve():
    problem = linear(1).problem()
    found = asked.take_stages(problem, 0, UNLIMITED)
    assert real_difference(problem, found) == []
    assert real_difference(problem, replace(found, real_count=2)) == ["2 real solutions, 3 by msolve"]
    assert real_difference(problem, replace(found, real_count=2, status="lower_bound")) == []
    assert real_difference(problem, replace(found, real_count=4, status="lower_bound")) != []


def test_commands_that_contradict_each_other_are_found():
    found, counted = SimpleNamespace(complex_count=2, status="exact"), SimpleNamespace(count=2, status="exact_mod_p")
    fibre = SimpleNamespace(these_targets={"empty": False, "infinite": None})
    assert contradictions(found, counted, fibre) == []
    counted.count = 3
    fibre.these_targets["empty"] = True
    assert len(contradictions(found, counted, fibre)) == 3
    found.status = "lower_bound"
    assert len(contradictions(found, counted, fibre)) == 1


def test_nothing_tried_is_no_success(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["metamorphic", "--count", "0"])
    assert main() == 1
    assert "0 pairs" in capsys.readouterr().out

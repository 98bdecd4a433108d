"""Fibres in a file: gone on from where they are whole, searched again where a byte or a point of them is wrong."""

import copy
import json
from dataclasses import replace

import numpy as np
import pytest

from algebraic import Network
from algebraic.census import resume
from algebraic.census.entry import take_census
from algebraic.census.resume import keep, take_up, usable
from algebraic.data.exact_data import check_data
from algebraic.ideals.problems import make_problem
from algebraic.networks import factory_used
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, WrongInput
from algebraic.tracking.monodromy import Fibre, find_fibre
from algebraic.tracking.paths import track

NET = Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
DATA = check_data([[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4], NET)


def census(document=None, num_calls=None, **options):
    calls = []

    def late(family, points, start, end, **given):
        calls.append(points.shape[1])
        if num_calls is not None and len(calls) > num_calls:
            raise OutOfBudget("time is over")
        return track(family, points, start, end, **given)

    found = take_census(NET, DATA, budget=Budget(None), resume=document, tracker=late, **options)
    return found, sum(calls)


@pytest.fixture(scope="module")
def part():
    found, _ = census(num_calls=3)
    document = json.loads(found.to_json())
    assert len(document["fibres"][0]["points"]) > 2
    return document


def question(document):
    return {key: document[key] for key in ("network", "inputs", "targets", "system", "ridge", "ridge_values")}


def test_what_is_whole_is_gone_on_from(part):
    found, _ = census(part)
    assert (found.complex_count, found.complex_count_status, found.reasons) == (21, "exact", {})
    [fibre], notes = take_up(part, question(part))
    assert notes == []
    assert keep([fibre], question(part)) == part["fibres"]


FACTORY = {"network": "my_nets:build", "network_sha256": "1234"}


@pytest.mark.parametrize(
    "now", [{}, {"network": "my_nets:other", "network_sha256": "1234"}, FACTORY | {"network_sha256": "5678"}]
)
def test_what_code_of_a_user_made_is_gone_on_from_with_the_same_code_only(now):
    found, _ = census(num_calls=3, options=FACTORY)
    document = json.loads(found.to_json())
    assert census(document, options=FACTORY)[0].complex_count_status == "exact"
    with pytest.raises(WrongInput, match="was made by my_nets:build, SHA-256 1234") as caught:
        census(document, options=now)
    assert caught.value.kind == "bad_resume"
    # A file that says otherwise of itself has other digests.
    _, notes = take_up(document | {"options": now}, question(document), factory_used(now))
    assert "damaged, or from another run" in notes[0]


def without(record, key):
    return {name: value for name, value in record.items() if name != key}


DAMAGES = {
    "a point": lambda f: f["points"][0][0].__setitem__(0, f["points"][0][0][0] + 1e-9),
    "a point more": lambda f: f["points"].append(f["points"][0]),
    "a point less": lambda f: f["points"].pop(),
    "no number": lambda f: f["points"][0][0].__setitem__(0, float("nan")),
    "text": lambda f: f["points"][0].__setitem__(0, "x"),
    "huge": lambda f: f.__setitem__("multiplicity", 10**400),
    "multiplicity": lambda f: f.__setitem__("multiplicity", 3),
    "parameters": lambda f: f["parameters"].pop(),
    "digest": lambda f: f.__setitem__("sha256", "0" * 64),
    "no digest": lambda f: f.pop("sha256"),
    "no points": lambda f: f.pop("points"),
    "more keys": lambda f: f.__setitem__("points2", []),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_searched_again(part, damage):
    document = copy.deepcopy(part)
    DAMAGES[damage](document["fibres"][0])
    fibres, notes = take_up(document, question(document))
    assert fibres == [None]
    assert notes == ["fibre 1 was searched again: it is damaged, or from another run or version"]


def test_a_search_from_damaged_fibres_ends_as_any_other(part):
    document = copy.deepcopy(part)
    DAMAGES["multiplicity"](document["fibres"][0])
    found, num_paths = census(document)
    plain, usual = census()
    assert (found.solutions, num_paths) == (plain.solutions, usual)
    assert list(found.reasons) == ["resume"]


@pytest.mark.parametrize("fibres", [[3], [None], ["x"], [[]], [{"points": {}}]])
def test_what_is_no_fibre_is_searched_again(part, fibres):
    assert take_up({**part, "fibres": fibres}, question(part))[0] == [None]


@pytest.mark.parametrize("fibres", [3, "x", {"a": 1}, True])
def test_what_is_no_list_is_refused(part, fibres):
    with pytest.raises(WrongInput, match="no result to go on from: fibres"):
        take_up({**part, "fibres": fibres}, question(part))


@pytest.mark.parametrize("document", [None, 3, [], "x", {}])
def test_what_is_no_document_is_refused(part, document):
    with pytest.raises(WrongInput, match="no result to go on from"):
        take_up(document, question(part))


def test_another_version_is_searched_again(part, monkeypatch):
    monkeypatch.setattr(resume, "FORMAT", 0)
    assert take_up(part, question(part))[0] == [None]


FORGERIES = {
    "solve the equations": lambda f: f["points"][0][0].__setitem__(0, f["points"][0][0][0] + 0.1),
    "classes have": lambda f: f.__setitem__("multiplicity", 21),
    "the same": lambda f: f["points"].append(f["points"][0]),
    "another size": lambda f: f["parameters"].pop(),
    "not finite": lambda f: f["points"][1][0].__setitem__(0, float("inf")),
}
OTHER = Network.dense([1, 1, 1], "z**3+z", output_bias=False)
PLAIN = {"hidden_bias": False, "output_bias": False}


@pytest.fixture(scope="module")
def small():
    """Six solutions in three classes of two."""
    [branch] = make_problem(OTHER, 3, check_data([["1/2"], [1], ["-7/10"]], [1, 2, -3], OTHER)).branches()
    found = [find_fibre(branch.family, branch.group, np.random.default_rng(seed)) for seed in (0, 1)]
    assert [fibre.count for fibre in found] == [6, 6]
    return branch, *found


def with_point(fibre, column):
    return replace(fibre, points=np.column_stack([fibre.points[:, :2], column]))


FAKES = {
    "of another class, by a symmetry": (lambda b, f, g: b.group.images(f.points)[:, 1, 0], "the same"),
    "near another one": (lambda b, f, g: f.points[:, 1] * (1 + 5e-9), "the same"),
    "off by 1e-6": (lambda b, f, g: f.points[:, 2] * (1 + 1e-6), "not solve"),
    "off by 1e-6 of another one": (lambda b, f, g: f.points[:, 1] * (1 + 1e-6), "not solve"),
    "off by a third": (lambda b, f, g: f.points[:, 2] * [1, 1.3, 1], "not solve"),
    "of other parameters": (lambda b, f, g: g.points[:, 2], "not solve"),
    "huge": (lambda b, f, g: f.points[:, 2] * 1e200, "not solve"),
    "zero": (lambda b, f, g: f.points[:, 2] * 0, "not solve"),
    "no number": (lambda b, f, g: f.points[:, 2] * np.nan, "not finite"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fake", FAKES)
def test_a_fake_point_among_solutions_is_found(small, fake):
    branch, fibre, other = small
    make, words = FAKES[fake]
    [found], notes = usable([branch], [with_point(fibre, make(branch, fibre, other))])
    assert (found, words in notes[0]) == (None, True)
    [kept], notes = usable([branch], [with_point(fibre, fibre.points[:, 2])])
    assert (kept.count, notes) == (6, [])


def test_singular_points_are_no_generic_solutions(small):
    """v σ(w x + b) at v = 0, y = 0, and at the targets of a point where w is 0: the Jacobian is singular there."""
    branch, fibre, _ = small
    for point, targets in (([0.3, 0.4, 0], [0, 0, 0]), ([0, 0.5, 2], [1.25, 1.25, 1.25])):
        fake = Fibre(np.array(targets, complex), np.array(point, complex)[:, None], False, fibre.multiplicity)
        residuals, _, _ = branch.family.evaluate(fake.points, fake.parameters[:, None], fake.parameters[:, None])
        assert abs(residuals).max() < 1e-12
        [found], [note] = usable([branch], [fake])
        assert (found, "singular" in note) == (None, True)
        late = usable([branch], [fake], Budget(1e-9))
        assert (late[0], "no time to prove 1" in late[1][0]) == ([None], True)


def test_regular_points_that_are_ill_conditioned_are_proved(small, monkeypatch):
    branch, fibre, _ = small
    monkeypatch.setattr(resume, "BACK", 0.0)  # nothing is found again by floats alone
    assert usable([branch], [fibre]) == ([fibre], [])


def test_points_of_another_branch_are_not_of_this_one():
    """Where a unit has no effect: solutions of the equations, which belong to another pattern of zero weights."""
    net = Network.dense([1, 2, 1], "z**3+z", **PLAIN)
    data = check_data([[1], [2]], [3, 5], net)
    full, part, *_ = make_problem(net, 2, data, system="critical", ridge="entrywise").branches()
    points, parameters = part.family.sample(np.random.default_rng(0), 1)
    whole, ridge = np.zeros((4, 1), complex), np.ones(4, complex)
    whole[part.support], ridge[part.support] = points, parameters[:2, 0]
    fake = Fibre(np.concatenate([ridge, parameters[2:, 0]]), whole, False, full.group.order)
    residuals, _, _ = full.family.evaluate(whole, fake.parameters[:, None], fake.parameters[:, None])
    assert abs(residuals).max() < 1e-9
    [found], [note] = usable([full], [fake])
    assert (found, "zero where its branch has none" in note) == (None, True)


@pytest.mark.parametrize("words", FORGERIES)
def test_a_right_digest_does_not_make_solutions(part, words):
    document = copy.deepcopy(part)
    FORGERIES[words](document["fibres"][0])
    record = without(document["fibres"][0], "sha256")
    document["fibres"] = [{**record, "sha256": resume._digest(record, question(part), 0)}]
    fibres, notes = take_up(document, question(part))
    assert notes == []
    found, notes = usable(make_problem(NET, 4, DATA).branches(), fibres)
    assert found == [None]
    assert words in notes[0]
    if words == "classes have":
        found, _ = census(document)
        assert (found.count, found.complex_count_status) == (21, "exact")
        assert "classes have" in found.reasons["resume"]


def test_more_fibres_than_branches_are_left_out(part):
    fibres, _ = take_up(part, question(part))
    branches = make_problem(NET, 4, DATA).branches()
    found, notes = usable(branches, [*fibres, *fibres])
    assert (len(found), notes) == (1, [])
    assert np.array_equal(found[0].points, fibres[0].points)

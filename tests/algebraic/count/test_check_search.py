import copy
import json
from dataclasses import replace

import pytest

from algebraic import Network, check_solutions, solve
from algebraic.bounds import newton
from algebraic.census import real_counts, take_census
from algebraic.count import check_count
from algebraic.data import check_data
from algebraic.documents import check_document
from algebraic.engines import find_engine
from algebraic.shell import Budget

BARE = {"hidden_bias": False, "output_bias": False}


@pytest.fixture(scope="module")
def split():
    """Four samples: a critical point of the network with one unit gives a line of them in the network with two."""
    net = Network.dense([1, 2, 1], "z", **BARE)
    return solve(net, [[1], [2]], [1, 3], system="critical", timeout=600).as_dict()


@pytest.fixture(scope="module")
def ridged():
    net = Network.dense([1, 1, 1], "z**2+z", **BARE)
    return solve(net, [[1], [2]], [1, 3], system="critical", ridge="entrywise").as_dict()


@pytest.fixture(scope="module")
def counted():
    net, data = Network.dense([2, 1, 1], "z**2+z", **BARE), [[1, 2], [3, -1], [-2, 5]]
    return take_census(net, check_data(data, [1, 2, 3], net), budget=Budget(60), num_data_sets=20).as_dict()


def spoilt(document, *path, to):
    changed = place = copy.deepcopy(document)
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return check_solutions(changed)


@pytest.mark.slow
def test_they_hold(split, ridged, counted):
    assert [check_solutions(document) for document in (split, ridged, counted)] == [[], [], []]


def test_parts_of_a_critical_set(split):
    assert split["strata"]
    for key, to in (("dimension", 7), ("base_points", 9), ("name", "split units"), ("proved", True), ("dead_units", 5)):
        if split["strata"][0][key] != to:
            assert spoilt(split, "strata", 0, key, to=to), key
    assert spoilt(split, "strata", to=[])
    assert spoilt(split, "strata", to=None)


@pytest.mark.slow
def test_real_counts_are_counted_again(counted):
    real = counted["real_counts"]
    for key, to in (("min", 0), ("max", 99), ("mean", 1.5), ("data_sets", 21), ("undecided", 1), ("seed", 5),
                    ("histogram", {"1": 20}), ("complex_count", 4), ("median", 2.0),
                    ("distribution", "none")):  # fmt: skip
        assert real[key] != to
        assert spoilt(counted, "real_counts", key, to=to), key


def test_no_time_to_count_again_is_no_falsehood(counted, monkeypatch):
    def slow(*arguments, budget, **options):
        return replace(real_counts(*arguments, budget=budget, **options), data_sets=3)

    monkeypatch.setattr("algebraic.count.check_search.real_counts", slow)
    found = check_document(counted, {"count": check_count})
    assert (found.exit_code(), found.problems) == (4, [])


@pytest.mark.slow
def test_routes_say_what_their_numbers_say(ridged, counted):
    for document in (ridged, counted):
        for number, route in enumerate(document["routes"]):
            for key, to in (("count", 10**6), ("statement", "so it is"), ("supports", "yes"), ("route", "oracle")):
                assert spoilt(document, "routes", number, key, to=to), (route, key)
        assert spoilt(document, "routes", to=document["routes"][1:])


def test_the_answer_follows_from_what_is_proved(ridged):
    other = {"exact": "lower_bound", "lower_bound": "exact", "exact_mod_p": "exact"}[ridged["complex_count_status"]]
    assert spoilt(ridged, "complex_count_status", to=other)
    assert spoilt(ridged, "complex_count", to=ridged["complex_count"] + 1)
    assert spoilt(ridged, "complex_count_evidence", "proved", to=not ridged["complex_count_evidence"]["proved"])


def test_an_answer_that_rests_on_an_engine_is_not_decided():
    net = Network.dense([1, 1, 1], "z**2", output_activation=True)
    found = solve(net, [[1], [2]], [1, 3]).as_dict()
    assert found["complex_count_evidence"]["kind"] == "slice"
    assert check_document(found, {"count": check_count}).exit_code() == 4


def test_other_parts_than_those_named_again_are_no_proof(split):
    changed = {**copy.deepcopy(split), "cut_short": ["real_counts"], "reasons": {"real_counts": "the time is over"}}
    changed["strata"][0]["dimension"] += 1
    found = check_document(changed, {"count": check_count})
    assert found.exit_code() == 4
    assert any(words.startswith("strata") for words in found.not_reproved)


@pytest.mark.slow
@pytest.mark.skipif(find_engine("gfan") is None, reason="gfan is not installed")
def test_a_bound_of_gfans_alone_is_not_sold_as_proved(monkeypatch):
    """[2,1,1] with z²+z: 33 certified critical points, and the mixed volume has too many cells for us, let us say."""
    monkeypatch.setattr(newton, "mixed_volume_again", lambda supports, budget: None)
    net = Network.dense([2, 1, 1], "z**2+z", **BARE)
    found = solve(net, [[1, 2], [3, -1]], [1, 2], system="critical", ridge="entrywise").as_dict()
    evidence = found["complex_count_evidence"]
    assert (found["complex_count"], found["complex_count_status"], evidence["proved"]) == (33, "exact", False)
    assert check_solutions(found) == []
    assert spoilt(found, "complex_count_evidence", "proved", to=True)
    forged = json.loads(json.dumps(found).replace(", by gfan alone", ""))
    forged["complex_count_evidence"]["proved"] = True
    assert any("routes: bkk" in problem for problem in check_solutions(forged))

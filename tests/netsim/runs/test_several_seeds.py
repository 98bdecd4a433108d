"""One rule over seeds: what all say; undecided where they differ, with the numbers that are near a threshold."""

from itertools import product

import pytest

from netsim.runs.experiment import OUTCOMES, Outcome
from netsim.runs.several_seeds import outcomes_over_seeds, over_seeds
from netsim.shell import WrongInput


def outcome(word, number=1.0):
    return Outcome(word, {"number": number}, "" if word == "agrees" else f"it is {number:g}")


def result(seed, word, number=1.0, **changes):
    check = {
        "claim": "T2-01",
        "name": "a",
        "statement": "it is",
        "outcome": word,
        "measured": {"largest_ratio": number, "threshold": 0.5},
    }
    check["reason"] = "" if word == "agrees" else f"it is {number:g}"
    base = {"experiment": "E99", "size": "laptop", "options": {}, "device": "cpu", "seed": seed}
    return base | {"checks": [check]} | changes


@pytest.mark.parametrize("words", list(product(OUTCOMES, repeat=3)))
def test_what_all_seeds_say_or_undecided(words):
    found = over_seeds({seed: outcome(word) for seed, word in enumerate(words)})
    assert found.outcome == (words[0] if len(set(words)) == 1 else "undecided")
    (row,) = outcomes_over_seeds([result(seed, word) for seed, word in enumerate(words)])
    assert (row["outcome"], row["reason"]) == (found.outcome, found.reason)
    assert (row["agree"], row["contradict"], row["undecided"]) == tuple(words.count(each) for each in OUTCOMES)
    if len(set(words)) > 1:
        agree, contradict, undecided = (words.count(each) for each in OUTCOMES)
        assert f"{agree} agree, {contradict} contradict, {undecided} undecided" in found.reason
        assert found.measured["outcomes"] == list(words)


def test_one_seed_stays_as_it_is():
    only = outcome("contradicts")
    assert over_seeds({5: only}) is only
    (row,) = outcomes_over_seeds([result(5, "contradicts")])
    assert (row["outcome"], row["reason"], row["seeds"]) == ("contradicts", "it is 1", [5])
    with pytest.raises(ValueError, match="no seed"):
        over_seeds({})


def test_reasons_are_said_once_where_they_are_the_same_and_with_their_seed_where_not():
    same = over_seeds({0: outcome("undecided"), 1: outcome("undecided")})
    assert same.reason == "it is 1"
    apart = over_seeds({0: outcome("undecided"), 4: outcome("undecided", 2.0)})
    assert apart.reason == "seed 0: it is 1; seed 4: it is 2"


def test_numbers_of_all_seeds_are_kept():
    found = over_seeds({0: outcome("agrees", 1.0), 1: outcome("agrees", 2.0)}).measured
    assert found["number"] == 1.0
    assert found["other_seeds"] == {"1": {"number": 2.0}}


def test_what_it_turns_on_is_beside():
    (row,) = outcomes_over_seeds([result(seed, "agrees", number) for seed, number in enumerate((0.8, 0.9))])
    assert row["margins"] == {"largest_ratio, threshold": {"values": [0.8, 0.9], "threshold": 0.5, "fragile": False}}
    (row,) = outcomes_over_seeds([result(seed, "undecided", 0.8) for seed in range(2)])
    assert row["margins"] == {}


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({"seed": 0}, "twice"),
        ({"size": "smoke"}, "size"),
        ({"options": {"width": 3}}, "options"),
        ({"experiment": "E98"}, "experiment"),
        ({"device": "cuda"}, "device"),
        ({"checks": []}, "different checks"),
    ],
)
def test_runs_that_do_not_belong_together(second, words):
    with pytest.raises(WrongInput, match=words):
        outcomes_over_seeds([result(0, "agrees"), result(1, "agrees") | second])
    with pytest.raises(WrongInput, match="no run"):
        outcomes_over_seeds([])

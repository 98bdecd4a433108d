from dataclasses import replace

import pytest

from algebraic import Network, data_rank
from algebraic.bezout import counts
from algebraic.bezout.counts import CountRungs, count_rungs, rank_rungs, real_range
from algebraic.bezout.question import Question
from algebraic.data import check_data, random_data
from algebraic.ideals import SolutionCount, make_problem
from algebraic.shell import Attempts, HypothesesNotMet, OutOfBudget, TooLarge

PLAIN = {"hidden_bias": False, "output_bias": False}
NETWORK = Network.dense([1, 1, 1], "z**2+z", **PLAIN)
DATA = check_data([[3], [5]], [2, 7], NETWORK)
RANK = data_rank(NETWORK, DATA.inputs)
EXACT = CountRungs(1, 0.0, "exact_mod_p", None, None, {})


def asked(network=NETWORK, data=DATA, **options):
    return Question(make_problem(network, len(data.inputs), data, **options), 0, Attempts())


def test_one_solution():
    """v (9 w² + 3 w) = 2 and v (25 w² + 5 w) = 7: the ratio is linear in w."""
    rungs = count_rungs(asked(), RANK, 1)
    assert (rungs.complex_count, rungs.complex_count_log2, rungs.complex_count_status) == (1, 0.0, "exact_mod_p")
    assert rungs.complex_count_torus is None  # of critical points only


def test_what_makes_a_count_impossible():
    for rank, bkk, words in (
        (None, 1, "the rank is not known: no time"),
        (RANK, counts.MAX_COUNT + 1, "BKK allows 100,001 solutions"),
        (RANK, 0, "the engines contradict each other: 1 solutions, and BKK is 0"),
    ):
        question = asked()
        question.attempt.reasons["data_rank"] = "no time"
        rungs = count_rungs(question, rank, bkk)
        assert (rungs.complex_count, rungs.complex_count_status) == (None, "undecided")
        assert rungs.complex_count_evidence == {}
        assert words in question.attempt.reasons["complex_count"]
        assert question.attempt.cut_short == []


def test_a_limit_inside_the_count_is_named(monkeypatch):
    question = asked()
    late = SolutionCount(None, "undecided", {"statement": "not decided: no time"}, OutOfBudget("no time"))
    monkeypatch.setattr(type(question.problem), "count", lambda *a: late)
    count_rungs(question, RANK, 1)
    assert question.attempt.cut_short == ["complex_count"]
    assert question.attempt.reasons["complex_count"] == "not decided: no time"


def test_infinitely_many_have_a_reason():
    network = Network.dense([2, 1, 1], "z**2", **PLAIN)
    data = random_data(network, 2)
    question = asked(network, data)
    rungs = count_rungs(question, data_rank(network, data.inputs), None)
    assert (rungs.complex_count, rungs.complex_count_status) == (None, "infinite")
    assert question.attempt.reasons["complex_count"] == "the solution set is infinite"


def test_critical_points_without_a_zero_weight():
    """A linear network v w x = y with random ridges: (0, 0) is a critical point, and is not counted there."""
    network = Network.dense([1, 1, 1], "z", **PLAIN)
    data = check_data([[1]], [3], network)
    rungs = count_rungs(asked(network, data, system="critical", ridge="entrywise"), data_rank(network, data.inputs), 5)
    assert rungs.complex_count_torus == rungs.complex_count - 1


def test_real_solutions_over_other_data():
    found = real_range(asked(), EXACT, 1)
    assert (found["min"], found["max"], found["complex_count"]) == (1, 1, 1)  # it is rational
    assert found["data_sets"] + found["undecided"] == counts.REAL_PATHS
    assert "finished" not in found


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"complex_count": None}, HypothesesNotMet, "not known to be finite"),
        ({"complex_count": 0, "complex_count_status": "empty"}, HypothesesNotMet, "not known to be finite"),
        ({"complex_count_status": "lower_bound"}, HypothesesNotMet, "not known to be finite"),
        ({"complex_count": 101}, TooLarge, "101 solutions for each data set"),
    ],
)
def test_where_real_solutions_are_not_looked_for(change, error, words):
    with pytest.raises(error, match=words):
        real_range(asked(), replace(EXACT, **change), 1)


def test_real_solutions_of_square_zero_error_systems_only():
    with pytest.raises(HypothesesNotMet, match="zero-error"):
        real_range(asked(system="critical"), EXACT, 1)
    with pytest.raises(HypothesesNotMet, match="1 in 2"):
        real_range(asked(data=check_data([[3]], [2], NETWORK)), EXACT, 1)


def test_ranks_with_what_they_rest_on():
    rungs = rank_rungs(None, RANK)
    assert (rungs.generic_rank, rungs.generic_rank_evidence, rungs.data_rank) == (None, None, 2)
    assert rungs.data_rank_evidence["upper_bound"]["kind"] == "parameters"

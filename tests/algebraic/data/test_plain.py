import pytest

from algebraic import Network
from algebraic.data import check_data, check_source, load_data
from algebraic.documents import Findings
from algebraic.ranks import rank_at

NETWORK = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)


def checked(said, data):
    found = Findings("count")
    check_source(said, NETWORK, data, found, rank_at)
    return found


@pytest.mark.parametrize("name", ["digits", "random"])
def test_named_data_are_built_again(name):
    data = load_data(name, NETWORK, 3, seed=2, rank_of=rank_at)
    assert checked(data.source, data).reproved == ["data"]
    other = load_data(name, NETWORK, 3, seed=3, rank_of=rank_at)
    assert checked(other.source, data).problems
    assert checked(data.source.replace("seed 2", "seed 0"), data).problems


@pytest.mark.parametrize("said", ["given", "/etc/passwd", "digits", "random: from a friend", "evil:build"])
def test_all_else_is_a_description(said):
    data = check_data([[1, 2], [3, 4], [5, 7]], [1, 2, 3], NETWORK)
    assert checked(said, data).not_reproved == ["data: a description of the run"]

import numpy as np
import pytest

from algebraic import Network
from algebraic.data import check_data, check_source, load_data, load_integer_data, named_again, plain
from algebraic.documents import Findings
from algebraic.networks import theory3_conv
from algebraic.ranks import rank_at
from algebraic.shell import WrongInput

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


def test_the_photographs_by_another_route(monkeypatch):
    from sklearn.datasets import load_sample_images

    assert (plain.photographs_again() == np.stack(load_sample_images().images)).all()
    network = theory3_conv(outputs=1)
    named = {"name": "patches", "seed": 3, "samples": 5}
    found, expected = named_again(named, network, rank_at), load_integer_data("patches", network, 5, seed=3)
    assert found.digests() == expected.digests()
    assert found.source == expected.source
    monkeypatch.setattr(plain, "find_spec", lambda name: None)
    assert plain.photographs_again() is None
    assert named_again(named, network, rank_at).digests() == expected.digests()
    with pytest.raises(WrongInput):
        named_again(named, NETWORK, rank_at)


@pytest.mark.parametrize("said", ["given", "/etc/passwd", "digits", "random: from a friend", "evil:build"])
def test_all_else_is_a_description(said):
    data = check_data([[1, 2], [3, 4], [5, 7]], [1, 2, 3], NETWORK)
    assert checked(said, data).not_reproved == ["data: a description of the run"]

import numpy as np
import pytest

from algebraic import Network
from algebraic.data import another_rule, check_data, check_source, load_data, load_integer_data, named_again, plain
from algebraic.data.chosen_images import RULE
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


def test_images_by_another_rule_are_no_falsehood():
    """Neither those of an earlier version, in a table or by name, nor those of a later one."""
    network = Network.dense([3072, 1], "z")
    for name in ("patches", "digits"):
        data = load_integer_data(name, network, 2, seed=1)
        now = data.source.replace("(rule 2)", "(rule 3)")
        for said in (f"{name}: 2 of 32×32×3 pixels from scikit-learn's two photographs, seed 1", now):
            found = Findings("count")
            check_source(said, network, data, found, rank_at)
            assert found.not_reproved == ["data: a description of the run"]
        found = Findings("count")
        check_source(data.source, network, data, found, rank_at)
        assert found.reproved == ["data"]
    old = Findings("count")
    said = "digits (scikit-learn): 2 images, each pixel 4×4 times in three equal channels, seed 1"
    check_source(said, network, load_integer_data("digits", network, 2, seed=1), old, rank_at)
    assert old.not_reproved == ["data: a description of the run"]


@pytest.mark.parametrize(
    ("plain", "width", "again"),
    [
        ({"named": {"name": "patches", "rule": RULE}}, 3072, True),
        ({"named": {"name": "digits", "rule": RULE}}, 3072, True),
        ({"named": {"name": "digits"}}, 3, True),  # rows of a few pixels have their own rule, which did not change
        ({"named": {"name": "random"}}, 3072, True),
        ({"named": {"name": "patches"}}, 3072, False),
        ({"named": {"name": "digits"}}, 3072, False),
        ({"named": {"name": "patches", "rule": RULE + 1}}, 3072, False),
        ({"named": {"name": "random", "rule": RULE}}, 3, False),
        ({"elsewhere": {"samples": 3}}, 3072, True),
        ({"elsewhere": {"samples": 3, "seed": 1, "rule": RULE}}, 3072, True),
        ({"elsewhere": {"samples": 3, "seed": 1, "rule": RULE + 1}}, 3072, False),
        ({"table": {}}, 3072, True),
    ],
)
def test_which_rule_chose(plain, width, again):
    assert (another_rule(plain, width) == "") is again


@pytest.mark.parametrize("said", ["given", "/etc/passwd", "digits", "random: from a friend", "evil:build"])
def test_all_else_is_a_description(said):
    data = check_data([[1, 2], [3, 4], [5, 7]], [1, 2, 3], NETWORK)
    assert checked(said, data).not_reproved == ["data: a description of the run"]

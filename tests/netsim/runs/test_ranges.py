"""Every option of every experiment has a range; what is outside is refused before anything is computed."""

import re

import pytest

from netsim.models import AnActivation
from netsim.runs import experiments
from netsim.shell import WrongInput

BUILT = {name: experiment for name, experiment in experiments().items() if not experiment.not_built}
NEVER = ["-1", "nan", "inf", "-inf", "1e18", "1e999", "1" + "0" * 30, "9" * 5000, "", "abc", ",", ",".join("7" * 1000)]
SOMETIMES = ["0", "1", "2", "0.5", "1,2", "2,1", "1,1", "4", "99"]
EVERY = [(name, key) for name, experiment in BUILT.items() for key in experiment.sizes["smoke"].as_dict()]


def test_every_option_has_one():
    for experiment in BUILT.values():
        for options in experiment.sizes.values():
            later = {"network"} if hasattr(options, "network") else set()  # not written where it is the paper's
            assert set(options.rules()) == set(options.as_dict()) | later


@pytest.mark.parametrize(("name", "key"), EVERY)
def test_what_has_no_meaning_is_refused(name, key):
    for text in NEVER:
        with pytest.raises(WrongInput) as caught:
            BUILT[name].options("smoke", {key: text})
        assert caught.value.hint
        assert len(caught.value.message) < 1200
    for text in SOMETIMES:
        try:
            BUILT[name].options("smoke", {key: text})
        except WrongInput as problem:
            assert problem.hint  # noqa: PT017


@pytest.mark.parametrize(
    ("name", "key", "text", "message"),
    [
        ("E09", "channels", "4", "channels has 1 values"),
        ("E03", "branch_epochs", "99", "a branch begins at epoch 99"),
        ("E03", "branch_epochs", "0,6", "a branch begins at epoch 6, and epochs is 6"),
        ("E13", "learning_rate", "nan", "learning_rate is nan"),
        ("E04", "batch_size", "9" * 30, "batch_size is"),
        ("E14", "linear_steps", "1000000000", "linear_steps is 1000000000"),
        ("E18", "width", "1000000000", "width is 1000000000"),
        ("E17", "activation", "", "activation has 0 values"),
        ("E06", "splits", "0,4", "a path splits at epoch 4"),
        ("E11", "iterations", "800", "800 iterations with a perturbation every 400"),
        ("E12", "exact_degrees", "5", "exact degrees"),
        ("E01", "num_train", "1438", "num_train is 1,438, and digits has 1,437"),
        ("E08", "num_train", "50,9999", "num_train is 9,999, and digits has 1,437"),
        ("E01", "data", "digit", "data is 'digit'"),
        ("E01", "activation", "rleu", "unknown activation 'rleu'"),
        ("E07", "widths", "1,0.5", "widths does not ascend"),
    ],
)
def test_the_message_names_the_value(name, key, text, message):
    with pytest.raises(WrongInput, match=message):
        BUILT[name].options("smoke", {key: text})


def test_a_rate_of_zero_stays_allowed():
    with_rate = [e for e in BUILT.values() if "learning_rate" in e.sizes["smoke"].as_dict()]
    assert len(with_rate) > 10
    for experiment in with_rate:
        assert experiment.options("smoke", {"learning_rate": "0"}).learning_rate in (0, (0,))


def test_an_activation_is_told_in_words():
    assert "relu" in str(AnActivation())


def test_names_of_ones_own_are_those_that_were_given_here(tmp_path):
    import numpy as np

    from netsim.data import own_images
    from netsim.models import mlp, remember_network

    np.savez(tmp_path / "a.npz", inputs=np.arange(300).reshape(50, 6) % 250, labels=np.arange(50) % 2)
    changes = {"data": own_images(tmp_path / "a.npz").name, "num_train": "40", "num_test": "10"}
    named = {"network": remember_network(mlp(6, (3,), 2))}
    options = BUILT["E03"].options("smoke", changes | named)
    assert options.as_dict() | changes | named == options.as_dict() | {"num_train": "40", "num_test": "10"}
    for change, words in (
        ({"num_train": "41"}, "num_train is 41, and own:.* has 40"),
        ({"data": "own:0123456789abcdef"}, "was not given here"),
        ({"network": "own:0123456789abcdef"}, "a name imports nothing"),
        ({"network": "os:getcwd"}, "a name imports nothing"),
        ({"network": ""}, "a name imports nothing"),
    ):
        with pytest.raises(WrongInput) as caught:
            BUILT["E03"].options("smoke", changes | change)
        assert re.search(words, str(caught.value)), caught.value
    assert "network" not in BUILT["E03"].options("smoke", {"network": "paper"}).as_dict()

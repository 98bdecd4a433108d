"""Numbers that are none: no warning of them, and no agreement on them."""

import warnings

import numpy as np
import pytest

from netsim.runs import Check, Experiment, Options, Outcome, Run, draw_figure, execute, find_experiment, make_spec
from netsim.runs.executors import Here
from netsim.runs.nothing import decided, if_measured, measured_by
from netsim.runs.pieces import not_a_number
from netsim.shell import WrongInput


def test_numbers_that_are_none_are_values():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with not_a_number():
            found = [np.zeros(1)[0] / np.zeros(1)[0], np.mean(np.zeros(0)), np.ones(1)[0] / 0, np.ones(1).std(ddof=1)]
            np.polyfit(np.ones(3), np.ones(3), 1)
    assert [str(value) for value in found] == ["nan", "nan", "inf", "nan"]


@pytest.mark.parametrize(
    "measured",
    [{"a": float("nan")}, {"a": [1.0, [np.float32("nan")]]}, {"a": {"b": np.array([[1.0, np.nan]])}}],
)
def test_nobody_agrees_on_a_number_that_is_none(measured):
    found = if_measured(Outcome("agrees", measured))
    assert (found.outcome, found.measured) == ("undecided", measured)
    assert "nothing to measure" in found.reason
    for other in (Outcome("contradicts", measured, "why"), Outcome("undecided", measured, "why")):
        assert if_measured(other) is other


def test_what_was_measured_is_decided():
    for found in (Outcome("agrees", {"a": np.inf, "b": "nan?", "c": None, "d": np.arange(3)}), Outcome("agrees", {})):
        assert if_measured(found) is found


@pytest.mark.parametrize("outcome", ["agrees", "contradicts", "undecided"])
def test_a_smoke_run_is_no_evidence(outcome):
    check = Check("", "", "", lambda measured: Outcome(outcome, {"number": measured}, "as it is"))
    found = decided(check, 2, "smoke")
    assert (found.outcome, found.reason, found.measured) == ("undecided", "smoke: no evidence", {"number": 2})
    for size in ("laptop", "paper"):
        assert decided(check, 2, size) == check.decide(2)


@pytest.mark.slow
@pytest.mark.torch
def test_no_noise_is_nothing_to_measure(tmp_path):
    experiment = find_experiment("E03")
    spec = make_spec(experiment, "smoke", experiment.options("smoke", {"noise": "0", "epochs": "5"}), 0, "cpu")
    found = {check["name"]: check for check in execute(experiment, spec, tmp_path, executor="here")["checks"]}
    assert found["branches do not return"]["outcome"] == "undecided"
    assert found["branches do not return"]["reason"]


@pytest.mark.torch
@pytest.mark.parametrize("name", ["E02", "E05", "E10"])
def test_a_run_that_diverged_is_undecided_and_says_so(tmp_path, name):
    """A polynomial far beyond its radius: weights that are no numbers, which can be neither perturbed nor embedded."""
    experiment = find_experiment(name)
    changes = {key: "1000" for key in experiment.options("smoke").as_dict() if key.endswith("learning_rate")}
    options = experiment.options("smoke", changes | {"activation": "polynomial:10:0.5"})
    result = execute(experiment, make_spec(experiment, "smoke", options, 0, "cpu"), tmp_path, executor="here")
    assert list(result["measured"]) == ["diverged"]
    assert {check["outcome"] for check in result["checks"]} == {"undecided"}
    assert all(check["reason"].startswith("training diverged: ") for check in result["checks"])
    assert any(note.startswith("training diverged: ") for note in result["notes"])
    assert not list(tmp_path.rglob("*.png"))
    with pytest.raises(WrongInput, match="nothing to draw"):
        draw_figure(experiment, next(iter(experiment.figures)), result["measured"], tmp_path / "figure.png")


def test_any_other_error_stays_one(tmp_path):
    def run(_):
        raise WrongInput("something else")

    with pytest.raises(WrongInput, match="something else"):
        measured_by(Experiment("E99", "", "", run=run), Run(tmp_path, Options(), open_pool=Here))

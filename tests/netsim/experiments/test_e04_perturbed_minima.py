"""E04: random probes, retraining taken apart, and every decision each way."""

import copy

import numpy as np
import pytest

from netsim.experiments.e04_perturbed_minima import RATIOS
from netsim.experiments.parts import landscape_checks as landscape, perturbation_checks as checks
from netsim.experiments.parts.retraining import LAYERS, measure_runs, perturbed, probe
from netsim.models.architectures import theory2_dcnn
from netsim.models.networks import initial_weights
from netsim.runs.executors import Here
from netsim.runs.experiment import find_experiment
from netsim.runs.run import Run
from netsim.training.ensemble import train
from netsim.training.tasks import DataSpec, TrainTask

pytestmark = pytest.mark.torch

E04 = find_experiment("E04")
NETWORK = theory2_dcnn((1, 8, 8))
TASK = TrainTask(NETWORK, DataSpec("digits", 30, 10), (0, 1, 2, 3), 2, batch_size=0, record_layers=(1, 3, 5))


def test_a_probe_moves_as_many_weights_as_it_says(monkeypatch):
    from netsim.training.evaluation import evaluate_weights

    seen = []

    def evaluate(network, weights, data, **options):
        seen.append(weights)
        return evaluate_weights(network, weights, data, **options)

    monkeypatch.setattr("netsim.training.evaluate_weights", evaluate)
    start = initial_weights(NETWORK, (0,), 0)
    found = probe(TASK, start, 0.1, 7, 3, 10, "cpu")
    before, after = seen
    moved = sum((after[name] != before[name]).reshape(3, -1).sum(axis=1) for name in start)
    assert moved.tolist() == [7, 7, 7]
    assert found["train_loss"].shape == (3,)
    assert found["loss_before"][0] == pytest.approx(evaluate_weights(NETWORK, start, TASK.data)["train_loss"][0], 1e-4)


def test_a_probe_of_all_weights_is_a_perturbation():
    from netsim.training.evaluation import evaluate_weights

    start = initial_weights(NETWORK, (0,), 0)
    found = probe(TASK, start, 0.5, 0, 2, 11, "cpu")
    by_hand = evaluate_weights(NETWORK, perturbed(start, 0.5, "std", TASK.seed, 11, 2), TASK.data)
    np.testing.assert_allclose(found["train_loss"], by_hand["train_loss"], rtol=1e-4)


def test_runs_from_one_point_are_one_run_and_those_that_diverge_have_no_picture():
    start = {name: np.repeat(array, 4, axis=0) for name, array in initial_weights(NETWORK, (0,), 0).items()}
    measured = measure_runs(train(TrainTask(**{**vars(TASK), "start": start})))
    assert all(max(measured["pairs"][layer]["last"]["euclidean"]) == 0 for layer in LAYERS)
    assert min(measured["moved"]["6"]) > 0
    start["layer5.weight"][2] = np.nan
    measured = measure_runs(train(TrainTask(**{**vars(TASK), "start": start})))
    assert measured["together"]["6"] is None
    assert np.isnan(measured["pairs"]["6"]["last"]["euclidean"]).all()
    assert np.isnan(measured["largest_train_error"]).tolist() == [False, False, True, False]


END = {"test_loss": 1.0, "test_error": 0.5}


def made_up():
    """What agrees with every statement."""
    point = {
        "unperturbed": END | {"train_error": 0.0, "train_loss": 0.01, "still_falling": False},
        "curves": {"train_error": [[0.01, 0.0]] * 4},
        "still_falling": [False] * 4,
        "similarity": {"incorrect": (np.full((5, 5), 0.6) + 0.2 * np.pad(np.ones((4, 4)), (0, 1))).tolist()},
        "interpolation": line(0.0),
    }
    measured = {"points": {}, "num_params": 1000, "probes": [], "large": {"noise": 1.0, "interpolation": line(0.3)}}
    for place, name in enumerate(checks.POINTS):
        apart = {"one_minus_cosine": [0.3 - 0.1 * place] * 6}
        measured["points"][name] = point | {"pairs": {layer: {"last": apart} for layer in LAYERS}}
        for scale, count in ((0.1, 1000), (0.5, 1000), (0.1, 1), (0.1, 50)):
            row = {
                "point": name,
                "scale": scale,
                "coordinates": count,
                "draws": 100,
                "lowered": 50 if count < 50 else 0,
            }
            measured["probes"].append(row | {"mean_error_rise": scale, "deviation_of_error_rise": 0.05})
    return copy.deepcopy(measured)


def line(height, end=0.1):
    values = [end + height * 4 * r * (1 - r) for r in RATIOS]
    return {"ratios": RATIOS} | {when: {"train_error": values, "train_loss": values} for when in ("before", "after")}


def changed(path, value):
    """The same with one thing changed, in all branches of ``*``."""
    measured = made_up()

    def put(part, keys):
        key, *rest = keys
        places = part if key == "*" and isinstance(part, dict) else range(len(part)) if key == "*" else [key]
        for place in places:
            if rest:
                put(part[place], rest)
            else:
                part[place] = value

    put(measured, path)
    return measured


START = ("points", "Mfinal", "unperturbed")
ERROR = ("points", "Mfinal", "curves", "train_error", 1)
LAST = ("last", "one_minus_cosine")


@pytest.mark.parametrize(
    ("check", "measured", "outcome"),
    [
        (checks.minimum_is_found, changed((*START, "train_error"), 0.1), "contradicts"),
        (checks.minimum_is_found, changed((*START, "train_loss"), 0.1), "contradicts"),
        (checks.minimum_is_found, changed((*START, "train_loss"), "nan"), "undecided"),
        (
            checks.minimum_is_found,
            changed(START, END | {"train_error": 0.1, "train_loss": 0.1, "still_falling": True}),
            "undecided",
        ),
        (checks.all_return_to_zero, changed(ERROR, [0.0, 0.01]), "contradicts"),
        (checks.all_return_to_zero, changed((*START, "train_error"), 0.1), "undecided"),
        (checks.all_return_to_zero, changed(("points", "Mfinal", "pairs", "2", *LAST), [0.0] * 6), "contradicts"),
        (checks.all_return_to_zero, changed(("points", "Mfinal", "pairs", "2", *LAST), ["nan"] * 6), "undecided"),
        (checks.models_differ, changed(("points", "M5", "similarity", "incorrect"), np.ones((5, 5))), "contradicts"),
        (
            checks.models_differ,
            changed(("points", "M5", "similarity", "incorrect"), 0.5 * np.ones((5, 5))),
            "contradicts",
        ),
        (checks.models_differ, changed(("points", "M5", "similarity", "incorrect", 0, 1), "nan"), "undecided"),
        (checks.earlier_is_more, changed(("points", "M5", "pairs", "*", *LAST), [0.01] * 6), "contradicts"),
        (checks.earlier_is_more, changed(("points", "M30", "pairs", "4", *LAST), [0.9] * 6), "undecided"),
        (checks.earlier_is_more, changed(("points", "M30", "pairs", "4", *LAST), ["nan"] * 6), "undecided"),
        (landscape.never_lower, changed(("probes", "*", "lowered"), 20), "contradicts"),
        (landscape.never_lower, changed(("probes", "*", "lowered"), 5), "undecided"),
        (landscape.larger_is_worse, changed(("probes", 1, "mean_error_rise"), 0.0), "contradicts"),
        (landscape.larger_is_worse, changed(("probes", "*", "mean_error_rise"), 0.2), "undecided"),
        (landscape.larger_is_worse, changed(("probes", 0, "mean_error_rise"), "nan"), "undecided"),
        (landscape.dimensions_shrink, changed(("probes", 0, "lowered"), 90), "contradicts"),
        (landscape.dimensions_shrink, changed(("probes", "*", "lowered"), 40), "undecided"),
        (landscape.near_is_similar, changed(("points", "M30", "interpolation"), line(0.2)), "contradicts"),
        (landscape.near_is_similar, changed(("points", "M30", "interpolation"), line(0.2, np.nan)), "undecided"),
        (landscape.distant_is_raised, changed(("large", "interpolation"), line(0.0)), "contradicts"),
        (landscape.distant_is_raised, changed(("large", "interpolation"), line(0.0, np.nan)), "undecided"),
        (landscape.large_is_not_lower, changed(("large", "interpolation"), line(-0.1)), "contradicts"),
        (landscape.large_is_not_lower, changed(("large", "interpolation"), line(0.1, np.nan)), "undecided"),
    ],
)
def test_every_check_comes_out_each_way(check, measured, outcome):
    assert check.decide(measured).outcome == outcome


def test_what_is_as_the_paper_says_agrees():
    assert [check.decide(made_up()).outcome for check in E04.checks] == ["agrees"] * len(E04.checks)


def test_the_path_goes_on_where_it_stopped(tmp_path):
    from netsim.experiments.parts.retraining import train_in_parts

    run = Run(tmp_path, {}, open_pool=Here)
    parts = train_in_parts(run, TASK, [("one", 2, 0, 0.1), ("two", 3, 0, 0.1)])
    whole = train(TrainTask(**{**vars(TASK), "epochs": 5, "learning_rate": 0.1}))
    np.testing.assert_allclose(parts[-1].final("train_loss"), whole.final("train_loss"), rtol=1e-6)

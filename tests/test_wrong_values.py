"""Every public function with values of every kind in the place of each argument: it takes them, or says what is wrong.

What it says is the package's own error in three parts, never a TypeError or an AttributeError.
"""

import warnings
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import algebraic
import verify
from tests.house import stubs

ROOT = Path(__file__).parents[1]
NETWORK = algebraic.Network.dense([1, 1], "z**2", hidden_bias=False, output_bias=False, output_activation=True)
DATA = {"network": NETWORK, "inputs": [[2]], "targets": [9]}
LIMITS = {"seed": 0, "timeout": 60.0, "memory": 1.0}
FOUND = algebraic.solve(**DATA)
RUNGS = algebraic.ladder(NETWORK, num_samples=1)
SYSTEM = algebraic.zero_error_system(**DATA)
RANK = algebraic.generic_rank(NETWORK)

# By name: the function, and arguments with which it works. ``Path`` stands for one in the folder of the test.
CALLS = {
    "ladder": (algebraic.ladder, {**DATA, **LIMITS, "num_samples": 1, "system": "zero-error", "ridge": "none"}),
    "solve": (algebraic.solve, {**DATA, **LIMITS, "system": "zero-error", "ridge": "none", "tracker": None}),
    "solve_system": (algebraic.solve_system, {"system": SYSTEM, **LIMITS, "resume": None, "tracker": None}),
    "check_solutions": (algebraic.check_solutions, {"document": FOUND.as_dict()}),
    "check": (algebraic.check, {"result": FOUND, "timeout": 60.0, "data": None}),
    "dimension_of": (
        algebraic.dimension_of,
        {
            **DATA,
            **LIMITS,
            "function_space": False,
            "groebner": False,
            "degree": False,
            "points": 0,
            "components": False,
        },
    ),
    "check_rank_certificate": (
        algebraic.check_rank_certificate,
        {"network": NETWORK, "certificate": RANK.certificate},
    ),
    "data_rank": (algebraic.data_rank, {"network": NETWORK, "inputs": [[2]], "seed": 0}),
    "generic_rank": (algebraic.generic_rank, {"network": NETWORK, "seed": 0}),
    "learning_coefficient": (
        algebraic.learning_coefficient,
        {"what": NETWORK, "point": [3], "rank": None, "inputs": [[2]], "targets": [[36]]},
    ),
    "relu_zero_set": (
        algebraic.relu_zero_set,
        {
            "inputs": [[1], [2]],
            "targets": [3, -5],
            "num_hidden": 2,
            "leak": "1/4",
            "hidden_bias": True,
            "minima": False,
            "path": None,
            "timeout": 60.0,
        },
    ),
    "relu_regions": (
        algebraic.relu_regions,
        {
            "inputs": [[1], [2]],
            "targets": [3, 6],
            "widths": [1, 1, 1, 1],
            "leak": "1/4",
            "hidden_bias": False,
            "pattern": "11/11",
            "at": None,
            "seed": 0,
            "timeout": 60.0,
        },
    ),
    "load": (algebraic.load, {"path": Path("saved.json")}),
    "zero_error_system": (algebraic.zero_error_system, DATA),
    "zero_error_expressions": (algebraic.zero_error_expressions, DATA),
    "Network.dense": (
        algebraic.Network.dense,
        {
            "widths": [1, 1],
            "activation": "z**2",
            "hidden_bias": False,
            "output_bias": False,
            "output_activation": False,
        },
    ),
    "Network.from_torch": (algebraic.Network.from_torch, {"module": None, "input_shape": None}),
    "Network": (NETWORK, {"weights": [1.0], "inputs": [[2.0]]}),
    "Activation": (algebraic.Activation, {"coefficients": [0, 1]}),
    "Activation.parse": (algebraic.Activation.parse, {"text": "z"}),
    "SolutionSet.save": (FOUND.save, {"path": Path("a.json")}),
    "SolutionSet.plot": (FOUND.plot, {"path": Path("a.png"), "ax": None}),
    "Ladder.plot": (RUNGS.plot, {"path": Path("a.png"), "ax": None}),
    "run_claim": (
        verify.run_claim,
        {"name": "T3-14", "seed": 0, "instances": 1, "profile": "fast", "drop": None, "settings": None, "timeout": 0.5},
    ),
}
NO_FUNCTIONS = {"FibreDimension", "FoundSolution", "IsolatedSolutions", "Ladder", "PolynomialSystem", "SolutionSet"}
NO_FUNCTIONS |= {
    "Audit",
    "Curvature",
    "LearningCoefficient",
    "LearningEstimate",
    "NetsimError",
    "ReluRegions",
    "ReluZeroSet",
}
NO_FUNCTIONS |= {"ZerolocusError"}
NO_ARGUMENTS = {"list_claims", "read_ledger", "list_experiments", "__version__"}
OF_NETSIM = {"run_experiment", "train", "embed", "evaluate", "interpolate", "network_of_module", "own_data", "perturb"}
OF_NETSIM |= {"surface", "weights_of_module"}
OF_TORCH = {"audit_model", "curvature", "estimate_learning_coefficient"}

WRONG = {
    "None": None,
    "Generator": np.random.default_rng(0),
    "float": 1.5,
    "nan": float("nan"),
    "True": True,
    "numpy int": np.int64(1),
    "huge": 10**5000,
    "negative": -1,
    "complex": 1j,
    "callable": lambda z: z * z,
    "class": int,
    "text": "text",
    "NUL": "\0",
    "bytes": b"bytes",
    "generator": (x for x in [1]),
    "object": object(),
    "empty": [],
    "mapping": {"a": 1},
    "nested": [[1, [2]]],
    "array without axes": np.array(3),
    "empty array": np.zeros((0, 2)),
    "array of text": np.array(["a"]),
}


def try_all(call, arguments, own, folder):
    """What is neither taken nor refused in three parts."""
    faults = []
    arguments = {name: folder / value if isinstance(value, Path) else value for name, value in arguments.items()}
    for name in arguments:
        for kind, value in WRONG.items():
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    call(**{**arguments, name: value})
            except own as problem:
                if not problem.message or problem.kind == "error" or not problem.hint:
                    faults.append(f"{name} = {kind}: {problem} has no three parts")
            except Exception as problem:
                faults.append(f"{name} = {kind}: {type(problem).__name__}: {str(problem)[:100]}")
    return faults


def test_every_public_function_is_tried():
    names = {name for package in ("algebraic", "netsim", "verify") for name in dict(stubs(ROOT, package))[package]}
    assert names - NO_FUNCTIONS - NO_ARGUMENTS - OF_NETSIM - OF_TORCH == {name for name in CALLS if "." not in name}


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_it_is_taken_or_refused_in_three_parts(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    FOUND.save(tmp_path / "saved.json")
    call, arguments = CALLS[name]
    assert try_all(call, arguments, algebraic.ZerolocusError, tmp_path) == []


@pytest.mark.torch
def test_netsim_takes_or_refuses_it_in_three_parts(tmp_path, monkeypatch):
    import netsim
    from netsim.models import mlp
    from netsim.shell import NetsimError
    from netsim.training import DataSpec, TrainTask

    monkeypatch.chdir(tmp_path)
    run = {"name": "E14", "size": "smoke", "seed": 0, "device": "cpu", "executor": "here", "jobs": 1, "timeout": 1e-3}
    task = TrainTask(mlp(64, (2,), 10), DataSpec("digits", num_train=20, num_test=10), models=(0,), epochs=0)
    calls = {
        netsim.run_experiment: {**run, "out": Path("runs")},
        netsim.train: {"task": task, "device": "cpu", "span": None},
        (lambda **fields: netsim.train(TrainTask(**fields))): {**vars(task), "epochs": 1},
        (lambda **fields: netsim.train(replace(task, data=DataSpec(**fields)))): vars(task.data),
        **calls_on_models(task, tmp_path),
        mlp: {"input_dim": 64, "hidden": (2,), "outputs": 10, "activation": "relu", "skips": (), "init": "he"},
    }
    faults = [fault for call, arguments in calls.items() for fault in try_all(call, arguments, NetsimError, tmp_path)]
    assert faults == []


def calls_on_models(task, folder):
    """What is asked of weights, modules and images, with arguments that are taken."""
    from torch import nn

    import netsim
    from netsim import models, probes, training

    np.savez(folder / "own.npz", inputs=np.arange(40).reshape(10, 4), labels=np.arange(10) % 2)
    weights = models.initial_weights(task.network, (0,), 0)
    module = nn.Sequential(nn.Linear(64, 2), nn.ReLU(), nn.Linear(2, 10))
    grid = {"a_values": [0.0], "b_values": [0.0, 1.0]}
    directions = models.copies(weights, 0, 2)
    data = {"num_train": 5, "num_test": 2, "seed": 0, "labels": "true", "preprocess": "none"}
    pair = {"weights_a": weights, "weights_b": weights}
    result = netsim.train(task)
    return {
        netsim.evaluate: {"task": task, "weights": weights, "device": "cpu"},
        netsim.embed: {"models": directions, "layer": 1, "metric": "euclidean", "kind": "classical", "dim": 1},
        netsim.surface: {"task": task, "weights": weights, **grid, "model": 0, "directions": directions, "seed": 0,
                         "measure": "test_loss", "device": "cpu"},
        netsim.interpolate: {**pair, "ratios": [0, 1]},
        netsim.perturb: {"weights": weights, "scale": 0.1, "measure": "std", "seed": 0, "index": 0, "models": (0,)},
        netsim.own_data: {"path": folder / "own.npz", **data},
        netsim.network_of_module: {"module": module, "input_shape": (64,), "init": "he"},
        netsim.weights_of_module: {"module": module, "input_shape": (64,)},
        models.initial_weights: {"spec": task.network, "models": (0,), "seed": 0},
        models.num_models: {"weights": weights},
        models.by_layer: {"weights": weights},
        models.check_same_shapes: {"first": weights, "second": weights},
        models.copies: {"weights": weights, "model": 0, "count": 1},
        models.one_model: {"weights": weights, "model": 0},
        models.together: {"parts": [weights, weights]},
        probes.average: pair,
        probes.barrier: {"ratios": [0, 1], "values": [1.0, 2.0]},
        probes.random_directions: {"weights": weights, "seed": 0, "index": 0, "normalisation": "none", "biases": "own"},
        probes.directions_through: {"weights": models.initial_weights(task.network, (0, 1, 2), 0)},
        partial(probes.loss_surface, lambda at: np.zeros(models.num_models(at))): {"weights": weights,
                              "directions": directions, **grid, "chunk_size": 1},
        training.evaluate_weights: {"spec": task.network, "weights": weights, "data": task.data, "loss": "square",
                                    "device": "cpu", "dtype": "float64", "models": (0,)},
        training.join: {"parts": [result]},
        training.chain: {"parts": [result]},
    }  # fmt: skip


@pytest.mark.torch
def test_the_audit_takes_or_refuses_it_in_three_parts(tmp_path):
    from torch import nn

    arguments = {"model": nn.Linear(2, 1), "inputs": [[1.0, 2.0]], "targets": [[3.0]], "loss": "square", "prove": False}
    limits = {"curvature": None, "samples": None, "seed": 0, "timeout": 60.0, "device": "cpu"}
    assert try_all(verify.audit_model, {**arguments, **limits}, algebraic.ZerolocusError, tmp_path) == []


@pytest.mark.slow
@pytest.mark.torch
def test_the_curvature_takes_or_refuses_it_in_three_parts(tmp_path):
    from torch import nn

    arguments = {"model": nn.Linear(2, 1), "inputs": [[1.0, 2.0]], "targets": [[3.0]], "loss": "square", "top": 1}
    limits = {
        "lowest": 1,
        "method": "auto",
        "per_layer": False,
        "samples": None,
        "seed": 0,
        "timeout": 60.0,
        "device": "cpu",
    }
    assert try_all(verify.curvature, {**arguments, **limits}, algebraic.ZerolocusError, tmp_path) == []


@pytest.mark.slow
@pytest.mark.torch
def test_the_estimate_takes_or_refuses_it_in_three_parts(tmp_path):
    from torch import nn

    arguments = {"model": nn.Linear(1, 1, bias=False), "inputs": [[1.0]], "targets": [[3.0]], "loss": "square"}
    own = {"radius": 0.1, "chains": 4, "temperatures": 4, "decades": 1.0, "draws": 100, "steps": 1}
    limits = {"samples": None, "seed": 0, "timeout": 60.0, "device": "cpu"}
    call = verify.estimate_learning_coefficient
    assert try_all(call, {**arguments, **own, **limits}, algebraic.ZerolocusError, tmp_path) == []


@pytest.mark.torch
def test_verify_speaks_of_the_experiments_in_errors_of_its_own():
    for settings in ({"size": "tiny"}, {"seed": -1}):
        with pytest.raises(algebraic.ZerolocusError) as caught:
            verify.run_claim("T2-15", settings=settings)
        assert caught.value.hint


def test_a_picture_has_a_format(tmp_path):
    with pytest.raises(algebraic.ZerolocusError, match="ends in nothing"):
        FOUND.plot(tmp_path / "picture")
    assert not list(tmp_path.iterdir())

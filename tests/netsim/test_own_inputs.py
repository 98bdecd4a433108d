"""``--data`` and ``--set network=MODULE:FUNCTION``, from the command line to the run folder and back."""

import json
import sys

import numpy as np
import pytest

from netsim.commands import main
from netsim.models import own_networks
from netsim.own_inputs import with_own
from netsim.runs import experiments, find_experiment, make_spec
from netsim.runs.estimates import planned
from netsim.shell import WrongInput

pytestmark = pytest.mark.torch

NETS = """
from pathlib import Path
Path("IMPORTED").touch()
from torch import nn
def build():
    return nn.Sequential(nn.Flatten(), nn.Linear(16, 5), nn.Tanh(), nn.Linear(5, 3))
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder with images and a module, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(own_networks, "_known", {})
    (tmp_path / "a_users_model.py").write_text(NETS)
    labels = np.arange(60) % 3
    inputs = np.random.default_rng(0).integers(0, 99, (60, 4, 4)) + 40 * labels[:, None, None]
    np.savez("own.npz", inputs=inputs, labels=labels)
    yield tmp_path
    sys.modules.pop("a_users_model", None)


SMALL = ["num_train=40", "num_test=12", "epochs=2", "evaluate_every=1"]


def run(*more):
    changes = [word for each in SMALL for word in ("--set", each)]
    return main(["run", "E15", "--size", "smoke", *changes, "--executor", "here", "--json", *more])


def test_a_run_on_both_resumes_by_the_same_command_and_imports_nothing_else(own, capsys):
    both = ["--data", "own.npz", "--set", "network=a_users_model:build"]
    assert run(*both) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["measured"]["num_params"] == 16 * 5 + 5 + 5 * 3 + 3
    options = first["options"]
    assert (options["data"][:4], options["network"][:4]) == ("own:", "own:")
    assert run(*both) == 0
    assert json.loads(capsys.readouterr().out) == first  # read from the folder
    assert len(list((own / "runs").iterdir())) == 1

    # What the folder says imports and opens nothing: status, report, and the names given back.
    (own / "IMPORTED").unlink()
    sys.modules.pop("a_users_model")
    own_networks._known.clear()
    (own / "own.npz").rename(own / "away.npz")
    assert main(["status", "--json"]) == 0
    assert main(["report"]) == 0
    capsys.readouterr()
    assert run("--set", f"network={options['network']}") == 2
    assert "a name imports nothing" in capsys.readouterr().out
    assert not (own / "IMPORTED").exists()
    assert run("--data", "away.npz", "--set", "network=a_users_model:build") == 0
    assert json.loads(capsys.readouterr().out)["run_id"] == first["run_id"]  # wherever the images are


def test_what_an_experiment_does_not_take(own, capsys):
    for name, changes, data, words in (
        ("E12", {}, "own.npz", "E12 has no images"),
        ("E03", {"data": "digits"}, "own.npz", "give one"),
        ("E09", {"network": "a_users_model:build"}, None, "E09 has networks of its own"),
        ("E03", {"network": "a_users_model:build"}, None, "do not fit together"),
    ):
        with pytest.raises(WrongInput) as caught:
            with_own(find_experiment(name), "smoke", changes, data)
        assert words in str(caught.value)
    assert run("--data", "nowhere") == 3
    assert run("--data", "own.npz", "--set", "num_train=49") == 2
    assert "num_train is 49" in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name, e in experiments().items() if hasattr(e.sizes.get("smoke"), "data")])
def test_every_experiment_on_images_trains_on_ones_own(name, tmp_path):
    labels = np.arange(600) % 12  # more classes than ours have
    inputs = np.random.default_rng(0).integers(0, 200, (600, 32, 32))
    np.savez(tmp_path / "own.npz", inputs=inputs, labels=labels)
    changes = with_own(find_experiment(name), "smoke", {}, str(tmp_path / "own.npz"))
    experiment = find_experiment(name)
    spec = make_spec(experiment, "smoke", experiment.options("smoke", changes), 0, "cpu")
    groups = planned(experiment, spec)
    assert groups
    for task in groups:
        assert task.data.own.num_classes == task.network.num_outputs == 12


def test_other_runs_are_as_before(own):
    changes = {"epochs": "2"}
    assert with_own(find_experiment("E03"), "smoke", changes, None) is changes
    assert not (own / "IMPORTED").exists()

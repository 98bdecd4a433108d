"""The size ``paper`` runs through: on files of CIFAR-10's format, here of noise, and each experiment on few images."""

import json
from functools import partial

import numpy as np
import pytest

from netsim.commands import main
from netsim.data.cifar import FILES
from netsim.runs import Run, experiments, spans
from netsim.runs.executors import Here
from netsim.runs.session import decide_checks

pytestmark = pytest.mark.torch

SHORTER = {"num_train": 300, "num_test": 50, "stages": 1, "epochs": 2}


@pytest.mark.slow
def test_the_papers_network_on_files_of_the_papers_format(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ZEROLOCUS_DATA", "")  # --data-dir changes it: put it back afterwards
    folder = tmp_path / "data" / "cifar-10-batches-bin"
    folder.mkdir(parents=True)
    stream = np.random.default_rng(0)
    records = stream.integers(0, 256, (10_000, 3073), dtype=np.uint8)
    records[:, 0] %= 10
    for name in FILES:
        (folder / name).write_bytes(stream.permutation(records).tobytes())
    changes = [word for key, value in SHORTER.items() for word in ("--set", f"{key}={value}")]
    arguments = ["run", "E02", "--size", "paper", *changes, "--data-dir", str(folder.parent), "--jobs", "1"]
    code = main([*arguments, "--out", str(tmp_path / "runs"), "--json"])
    result = json.loads(capsys.readouterr().out)
    assert code == 0
    assert result["options"] | SHORTER == result["options"]
    assert (result["options"]["data"], result["options"]["learning_rate"]) == ("cifar10", 0.01)
    assert result["measured"]["num_params"] == 188_810
    assert result["sample_passes"] == 8 * 2 * 300


# What is shortened, where an experiment has it: images, epochs, models, draws; neither networks nor stages.
FEWER = {"data": "patches", "num_train": "20", "num_test": "10", "batch_size": "10", "models": "1", "num_models": "1"}
FEWER |= {"epochs": "3", "evaluate_every": "2", "record_every": "2", "min_steps": "1", "evaluations": "2"}
FEWER |= {"sgd_epochs": "2", "bgd_epochs": "3", "retrain_epochs": "3", "path_epochs": "2", "bgd_learning_rate": "0.01"}
FEWER |= {"splits": "0,2", "num_copies": "1", "num_ratios": "3", "draws": "3", "probe_draws": "2", "num_planes": "1"}
FEWER |= {"resolution": "3", "num_rays": "2", "num_radii": "3", "perturb_every": "2", "cycles": "3", "looks": "1"}
FEWER |= {"linear_steps": "4000"}
OF_ONE = {
    "E02": {"stages": "6"},  # the fifth and later ones are embedded once more
    "E03": {"batch_size": "0", "epochs": "4", "branch_epochs": "0,1,2"},
    "E04": {"sgd_epochs": "1,2,3"},
    "E07": {"num_train": "20,40,60"},
    "E08": {"num_train": "20,40,60"},
    "E10": {"batch_size": "0", "epochs": "4"},
    "E16": {"networks": "vgg11-mp2conv,densenet121", "narrow_by": "32", "kinds": "plain,skip", "activation": "sigmoid"}
    | {"init": "truncated", "learning_rate": "0.1", "augment": "crops", "num_random": "1", "batch_size": "20"},
    "E17": {"data": "digits"},
}
# A checkpoint after each epoch, as at the real size: then most of them have no evaluation between them.
EPOCH_BY_EPOCH = ("E02", "E03", "E05", "E10", "E14", "E18")
ON_IMAGES = [name for name, e in experiments().items() if not e.not_built and "num_test" in e.options("paper").as_dict()
             and "data" in e.options("paper").as_dict()]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_IMAGES)
def test_every_stage_of_the_papers_size_runs_on_few_images(name, tmp_path, monkeypatch):
    if name in EPOCH_BY_EPOCH:
        monkeypatch.setattr(spans, "SPAN_PASSES", 1)
    experiment = experiments()[name]
    there = experiment.options("paper").as_dict()
    changes = {key: text for key, text in (FEWER | OF_ONE.get(name, {})).items() if key in there}
    run = Run(tmp_path, experiment.options("paper", changes), open_pool=partial(Here))
    measured = experiment.run(run)
    assert len(decide_checks(experiment, measured, "paper")) == len(experiment.checks)
    assert run.passes > 0

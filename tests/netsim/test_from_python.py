"""What Python may ask for: the experiments and a run of one."""

import json
from dataclasses import replace

import pytest

import netsim
from netsim.commands import main
from netsim.shell import WrongInput

pytestmark = pytest.mark.torch


def test_experiments_are_listed():
    assert [experiment.id for experiment in netsim.list_experiments()][:2] == ["E01", "E02"]
    assert {"__version__", "list_experiments", "run_experiment", "train"} <= set(dir(netsim))


def test_a_run_is_that_of_the_command(tmp_path, capsys):
    found = netsim.run_experiment("E13", "smoke", seed=2, out=tmp_path)
    assert main(["run", "E13", "--size", "smoke", "--seed", "2", "--out", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == found  # read from the folder, which has one run
    assert len(list(tmp_path.iterdir())) == 1
    for executor in ("threads", "dask"):  # refused where it is done, too
        with pytest.raises(WrongInput, match=f"executor '{executor}'"):
            netsim.run_experiment("E13", "smoke", seed=2, out=tmp_path, executor=executor)
    [experiment] = [each for each in netsim.list_experiments() if each.id == "E13"]
    assert netsim.run_experiment(experiment, "smoke", seed=2, out=tmp_path) == found
    with pytest.raises(WrongInput, match="an experiment Experiment"):
        netsim.run_experiment(replace(experiment), "smoke", out=tmp_path)
    assert issubclass(WrongInput, netsim.NetsimError)


def test_options_are_those_of_the_experiment(tmp_path):
    experiment = netsim.list_experiments()[12]
    key, value = next(
        (key, value) for key, value in experiment.sizes["smoke"].as_dict().items() if isinstance(value, int)
    )
    same = netsim.run_experiment(experiment.id, "smoke", out=str(tmp_path), **{key: value})
    assert same["options"][key] == value


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("E99", {}),
        (None, {}),
        ("E13", {"size": "huge"}),
        ("E13", {"size": None}),
        ("E13", {"seed": None}),
        ("E13", {"seed": -1}),
        ("E13", {"seed": 0.5}),
        ("E13", {"jobs": 0}),
        ("E13", {"timeout": float("nan")}),
        ("E13", {"timeout": "1"}),
        ("E13", {"no_such_option": 1}),
        ("E13", {"device": "tpu"}),
        ("E13", {"executor": "threads"}),
    ],
)
def test_what_has_no_meaning_is_refused_in_three_parts(name, options, tmp_path):
    with pytest.raises(WrongInput) as caught:
        netsim.run_experiment(name, **{"size": "smoke", "out": tmp_path, **options})
    assert caught.value.hint
    assert not list(tmp_path.iterdir())

"""Smoke runs, each made once for all tests."""

from functools import cache

import pytest


@pytest.fixture(scope="session")
def smoke(tmp_path_factory):
    """``smoke("E02")`` is the finished smoke run of an experiment: the content of its result.json."""
    out = tmp_path_factory.mktemp("smoke")

    @cache
    def run(name):
        from netsim.runs.experiment import find_experiment
        from netsim.runs.session import execute, make_spec

        experiment = find_experiment(name)
        spec = make_spec(experiment, "smoke", experiment.options("smoke"), 0, "cpu")
        return execute(experiment, spec, out, executor="here")

    return run

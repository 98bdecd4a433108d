"""Every experiment gives the same numbers, digit for digit, however often and wherever it was ended."""

import json
import os

import pytest

from netsim.models import initial_weights, theory2_dcnn
from netsim.probes import directions_through, perturb, random_directions
from netsim.runs import execute, experiments, folder_of, make_spec
from netsim.runs.run import Run

pytestmark = pytest.mark.torch

# After each piece takes minutes: so `.ci/run` does it, and a plain run of the tests ends fewer times.
EVERY_PIECE = bool(os.environ.get("ZEROLOCUS_SLOW"))
BUILT = [name for name, experiment in experiments().items() if not experiment.not_built]


class EndedError(Exception):
    """What a kill is to a test: after a piece was stored, nothing more is done."""


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILT)
def test_a_run_that_was_ended_gives_what_an_unbroken_one_gives(name, smoke, tmp_path, monkeypatch):
    whole, experiment = smoke(name), experiments()[name]
    store, left = Run._store, [0]

    def store_and_end(run, *arguments):
        store(run, *arguments)
        left[0] -= 1
        if left[0] <= 0:
            raise EndedError

    monkeypatch.setattr(Run, "_store", store_and_end)
    spec = make_spec(experiment, "smoke", experiment.options("smoke"), 0, "cpu")
    folder, ended, result = folder_of(spec, tmp_path), 0, None
    while result is None:
        left[0] = 1 if EVERY_PIECE else 2**ended  # after 1, 3, 7, 15, … pieces
        try:
            result = execute(experiment, spec, tmp_path, executor="here")
        except EndedError:
            ended += 1
            assert not (folder / "DONE").exists()
    assert ended
    assert json.dumps(result["measured"]) == json.dumps(whole["measured"])
    assert result["checks"] == whole["checks"]
    assert result["sample_passes"] == whole["sample_passes"]


def test_probes_do_not_depend_on_the_order_of_the_arrays():
    weights = initial_weights(theory2_dcnn((1, 8, 8)), (0, 1, 2), seed=0)
    turned = dict(reversed(weights.items()))
    one, other = ({name: array[:1] for name, array in each.items()} for each in (weights, turned))
    for probe, first, second in (
        (lambda w: perturb(w, 0.1, seed=0).weights, weights, turned),
        (lambda w: directions_through(w)[0], weights, turned),
        (lambda w: random_directions(w, seed=0, normalisation="none", biases="own"), one, other),
    ):
        found, again = probe(first), probe(second)
        assert all((found[name] == again[name]).all() for name in weights)

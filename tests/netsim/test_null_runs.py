"""Nothing agrees where nothing was learned, nothing was put in, or what is compared is shuffled."""

import json
from pathlib import Path

import numpy as np
import pytest

from netsim.runs import Run, decided
from netsim.runs.executors import Here
from netsim.runs.pieces import not_a_number
from netsim.shell import tidy_numbers
from tests.netsim.null_runs import NOT_COMPARED, NOT_TRAINED, NULLS, RUNS, SHUFFLES, built, mixed_cells, shuffled

RECORDS = Path(__file__).parents[2] / "netsim" / "results"


def outcomes(experiment, measured):
    """By name, as if the size were none that is no evidence."""
    with not_a_number():
        return {check.name: decided(check, measured, "laptop") for check in experiment.checks}


def contradicted(found):
    """As a whole, or in one of the parts that it is decided by."""
    parts = [part.get("outcome") for part in found.measured.values() if isinstance(part, dict)]
    return "contradicts" in (found.outcome, *parts)


@pytest.mark.torch
@pytest.mark.parametrize(("name", "null"), RUNS)
def test_a_null_run_is_no_evidence(tmp_path, name, null):
    experiment = built()[name]
    options = experiment.options("smoke")
    options = options.changed(NULLS[null](options), name)
    with not_a_number():
        measured = tidy_numbers(experiment.run(Run(tmp_path, options, open_pool=Here)))
    found = outcomes(experiment, measured)
    decided_all_the_same = {check: each.reason for check, each in found.items() if each.outcome != "undecided"}
    untouched = NOT_TRAINED.get(name, ()) if null == "nothing learned" else ()
    assert decided_all_the_same.keys() == set(untouched), decided_all_the_same


@pytest.mark.parametrize("name", SHUFFLES)
def test_nothing_agrees_with_shuffled_labels(name):
    experiment = built()[name]
    measured = json.loads((RECORDS / f"{name}-laptop.json").read_text(encoding="utf-8"))["measured"]
    as_it_is, mixed = outcomes(experiment, measured), outcomes(experiment, shuffled(name, measured))
    compared = [check for check in mixed if check not in NOT_COMPARED.get(name, ())]
    assert compared
    # What is contradicted as it is may agree when both sides are exchanged.
    assert [check for check in compared if mixed[check].outcome == "agrees" and not contradicted(as_it_is[check])] == []
    assert set(as_it_is) == set(mixed)


def test_a_shuffle_keeps_all_numbers():
    """Mixed under other labels, but each is still there."""
    cells = [{"train_error": [10 * place + model for model in range(4)]} for place in range(3)]
    mixed = mixed_cells(cells)
    assert sorted(np.ravel([cell["train_error"] for cell in mixed])) == sorted(
        np.ravel([cell["train_error"] for cell in cells])
    )
    assert [cell["train_error"][0] for cell in mixed] == [0, 10, 20]
    assert [cell["train_error"][1] for cell in mixed] == [11, 21, 1]

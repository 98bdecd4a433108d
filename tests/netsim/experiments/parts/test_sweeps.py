"""Sweeps: rows by name, statements that diverged models leave undecided, decisions in all three values."""

import numpy as np
import pytest

from netsim.experiments.parts.sweeps import (
    Row,
    cell_of,
    decide_zero_errors,
    means,
    notes_of,
    statement,
    still_falling,
    sweep,
    where,
)
from netsim.models import mlp
from netsim.runs import Outcome
from netsim.training import DataSpec, TrainTask


def cell(train_error=(0.0, 0.0), train_loss=(0.1, 0.1), before=0.1, test_loss=(1.0, 1.0)):
    """Two models; their training losses fell to ``before`` in the first half."""
    return {
        "train_error": train_error,
        "train_loss": train_loss,
        "losses": [[1.0, *[before] * 4, loss] for loss in train_loss],
        "test_loss": test_loss,
        "test_error": (0.25, 0.75),
    }


def row(*values, **changes):
    return Row(cell(*values), **changes)


ROWS = [Row(cell(train_error=(n / 10, n / 10)), n, 7, kind, "true") for kind in ("relu", "polynomial") for n in (1, 2)]


def test_rows_are_chosen_by_name():
    assert where(ROWS, kind="polynomial", labels="true") == ROWS[2:]
    assert where(ROWS, kind="polynomial", labels="random") == []
    assert where(ROWS) == ROWS
    assert means(ROWS, "train_error") == pytest.approx([0.1, 0.2, 0.1, 0.2])
    assert means(ROWS[:1], "test_error") == [0.5]


def test_zero_errors_in_three_values():
    assert decide_zero_errors([row(), row()], {}).outcome == "agrees"
    assert decide_zero_errors([row(), row((0.0, 0.1))], {}).outcome == "contradicts"
    assert decide_zero_errors([row(), Row(cell((0.0, 0.1), before=0.2))], {}).outcome == "undecided"
    assert decide_zero_errors([row(), row((0.0, 0.9))], {}).outcome == "undecided"  # dead from the start


LOST = Row(cell(train_loss=("nan", 0.1)), 5)
BLOWN_UP = Row(cell(train_loss=(0.9, 3e13)), 6)


@statement("all is well", "“all is well”", "T0-1", known=lambda rows: {"rows": len(rows)})
def all_is_well(rows, numbers):
    return Outcome("agrees", numbers | {"asked": len(rows)})


@statement("small ones", "“…”", known=lambda rows: {}, about=lambda rows: [row for row in rows if row.num_train < 5])
def small_ones(rows, numbers):
    return Outcome("agrees", numbers)


@statement("needs", "“…”", known=lambda rows: {}, needs=(lambda rows: "", lambda rows: "no" * (len(rows) > 4)))
def with_needs(rows, numbers):
    return Outcome("agrees", numbers)


def test_a_statement_is_decided_on_the_rows_that_it_is_about():
    check = all_is_well.check(lambda measured: measured, kind="relu")
    assert (check.claim, check.name, check.statement) == ("T0-1", "all is well", "“all is well”")
    assert check.decide(ROWS).measured == {"rows": 2, "asked": 2}
    renamed = all_is_well.check(lambda measured: measured, name="here, too", sentence="“so said”")
    assert (renamed.name, renamed.statement) == ("here, too", "“so said”")


def test_models_that_diverged_leave_it_undecided_also_as_text_and_if_they_stayed_finite():
    outcome = all_is_well.check(lambda measured: measured).decide([*ROWS, LOST, BLOWN_UP])
    assert (outcome.outcome, outcome.reason) == ("undecided", "2 models diverged or blew up")
    assert outcome.measured == {"rows": 6, "diverged": 2}
    assert small_ones.check(lambda measured: measured).decide([*ROWS, LOST, BLOWN_UP]).outcome == "agrees"


def test_what_a_statement_needs():
    check = with_needs.check(lambda measured: measured)
    assert check.decide(ROWS).outcome == "agrees"
    found = check.decide([*ROWS, row()])
    assert (found.outcome, found.reason) == ("undecided", "no")


def test_a_model_that_blew_up_is_noted():
    assert notes_of({"narrow": BLOWN_UP.cell, "wide": cell()}) == ["narrow: models [1] diverged or blew up"]


def test_falling_means_two_per_cent_below_all_that_was_before():
    assert still_falling(cell(train_loss=(0.097, 0.1)))
    assert not still_falling(cell(train_loss=(0.099, 0.1)))


def test_one_evaluation_beside_its_neighbour_says_nothing():
    """At any one rate the loss goes up and down: the last two alone would call the first falling, the second not."""
    assert not still_falling(cell() | {"losses": [[1.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 0.1]]})
    assert still_falling(cell() | {"losses": [[1.0, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.11]]})


def test_a_record_without_the_losses_is_not_known_to_have_ended():
    old = {name: values for name, values in cell().items() if name != "losses"}
    assert still_falling(old)
    assert decide_zero_errors([Row(cell((0.0, 0.1)))], {}).outcome == "contradicts"
    found = decide_zero_errors([Row(old | {"train_error": (0.0, 0.1)})], {})
    assert (found.outcome, "not kept" in found.reason) == ("undecided", True)


@pytest.mark.torch
def test_every_place_of_the_grid_is_one_task(tmp_path):
    from netsim.runs.executors import Here
    from netsim.runs.options import Options
    from netsim.runs.run import Run
    from netsim.training import train

    def task(options, seed, activation, rate):
        network = mlp(64, (4,), 10, activation=activation)
        data = DataSpec("digits", num_train=20, num_test=10)
        return TrainTask(network, data, (0, 1), epochs=4, learning_rate=rate, batch_size=5, loss="square", seed=seed)

    run = Run(tmp_path, Options(), seed=3, open_pool=Here)
    swept = sweep(run, task, ("polynomial:2:1", "relu"), (0.1, 1000))
    alone = cell_of(train(task(None, 3, "relu", 0.1)))
    assert all(np.array_equal(swept.cell("relu", 0.1)[name], values) for name, values in alone.items())
    assert len(swept.tasks) == 4
    assert any("relu-1000: models [0, 1] diverged" in note for note in run.notes)
    ranges = swept.ranges(run, [("polynomial:2:1", 0.1)])
    assert list(ranges) == ["polynomial:2:1-0.1"]
    assert ranges["polynomial:2:1-0.1"]["train_largest"].shape == (2, 1)

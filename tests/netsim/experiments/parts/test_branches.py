"""Where the paper found walls, and every decision each way."""

import numpy as np
import pytest

from netsim.experiments.parts import branches


def test_the_paper_found_walls_at_epoch_0_and_in_figure_17_b():
    kinds = [[branches.kind_of({"noise": s, "from": e}, [0, 10, 50]) for e in (0, 10, 50)] for s in (0.25, 1.0)]
    assert kinds == [["wall", "near", "near"], ["wall", "wall", "huge"]]


def made_up(
    *, moved=0.5, last_error=0.0, losses=(2.0, 0.5, 0.4, 0.4, 0.4), excess=0.0, huge=0.0, wall=0.3, distance=None
):
    """A main trajectory and branches with two noises at epochs 0, 10 and 50."""
    heights = {"wall": wall, "huge": huge, "near": excess}
    errors = [0.9, 0.5, 0.3, 0.2, last_error]
    measured = {"main": {"train_error": errors, "train_loss": list(losses)}, "branches": []}
    for noise in (0.25, 1.0):
        for begin, left in ((0, 5), (10, 4), (50, 3)):
            final = distance(noise, begin) if distance else noise / (1 + begin)
            branch = {"noise": noise, "from": begin, "train_error": errors[-left:], "train_loss": losses[-left:]}
            height = heights[branches.kind_of(branch, [0, 10, 50])]
            branch["mean"] = {"train_error": [e + height for e in errors[-left:]]}
            branch["distance"] = {layer: [noise / 2, *[final] * (left - 1)] for layer in branches.LAYERS}
            if moved is not None:
                branch["moved"] = dict.fromkeys(branches.LAYERS, moved)
            measured["branches"].append(branch)
    return measured


@pytest.mark.parametrize(
    ("check", "measured", "outcome"),
    [
        (branches.no_local_minimum, made_up(), "agrees"),
        (branches.no_local_minimum, made_up(last_error=0.1), "contradicts"),
        (branches.no_local_minimum, made_up(last_error=0.1, losses=(2.0, 0.5, 0.4, 0.4, 0.3)), "undecided"),
        (branches.no_local_minimum, made_up(last_error=0.9, losses=(2.0, 0.5, 0.4, 0.4, "nan")), "undecided"),
        (branches.earlier_is_more, made_up(), "agrees"),
        (branches.earlier_is_more, made_up(distance=lambda noise, begin: noise * (1 + begin)), "contradicts"),
        (branches.earlier_is_more, made_up(distance=lambda noise, begin: {0: 9, 10: 10, 50: 1}[begin]), "undecided"),
        (branches.earlier_is_more, made_up(distance=lambda noise, begin: np.nan), "undecided"),
        (branches.larger_is_more, made_up(), "agrees"),
        (branches.larger_is_more, made_up(distance=lambda noise, begin: 1 / noise), "contradicts"),
        (branches.larger_is_more, made_up(distance=lambda noise, begin: noise * (3 if begin else -1)), "undecided"),
        (branches.larger_is_more, made_up(distance=lambda noise, begin: 0.55 * noise), "undecided"),  # the noise itself
        (branches.does_not_return, made_up(distance=lambda noise, begin: noise), "agrees"),
        (branches.does_not_return, made_up(distance=lambda noise, begin: noise / 100), "contradicts"),
        (branches.does_not_return, made_up(distance=lambda noise, begin: np.nan), "undecided"),
        (branches.does_not_return, made_up(distance=lambda noise, begin: noise, moved=0.01), "undecided"),
        (branches.does_not_return, made_up(distance=lambda noise, begin: noise, moved=None), "undecided"),
        (branches.near_is_similar, made_up(), "agrees"),
        (branches.near_is_similar, made_up(excess=0.2), "contradicts"),
        (branches.near_is_similar, made_up(excess=np.nan), "undecided"),
        (branches.near_is_similar, made_up(huge=0.2), "agrees"),
        (branches.no_other_walls, made_up(), "agrees"),
        (branches.no_other_walls, made_up(huge=0.2), "contradicts"),
        (branches.no_other_walls, made_up(huge=np.nan), "undecided"),
        (branches.distant_is_raised, made_up(), "agrees"),
        (branches.distant_is_raised, made_up(wall=0.01), "contradicts"),
        (branches.distant_is_raised, made_up(wall=np.nan), "undecided"),
    ],
)
def test_every_check_comes_out_each_way(check, measured, outcome):
    assert check.decide(measured).outcome == outcome


@pytest.mark.parametrize("check", branches.CHECKS)
def test_nothing_learned_or_put_in_is_no_evidence(check):
    dead = made_up(last_error=0.9)
    dead["main"]["train_error"] = [0.9] * 5
    for branch in dead["branches"]:
        branch["train_error"] = [0.9] * len(branch["train_error"])
    unmoved = made_up()
    for branch in unmoved["branches"]:
        branch["noise"] *= 1e-9
    assert check.decide(dead).outcome == check.decide(unmoved).outcome == "undecided"

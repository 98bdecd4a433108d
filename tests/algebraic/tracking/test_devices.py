"""The tracker on other arrays and devices gives what it gives on numpy arrays."""

import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from algebraic.networks.network import Network
from algebraic.shell.errors import Missing, OutOfBudget, WrongInput
from algebraic.systems.families import critical_family, zero_error_family
from algebraic.tracking.devices import DEVICES, open_device, track_on
from algebraic.tracking.paths import ARRIVED, polish, solve, track
from tests.networks import SQUARES

NETWORKS = {square.name: square.network for square in SQUARES}


def paths(name, count=200, seed=0):
    """A family, random solved instances of it, and parameters to go to."""
    network, stream = NETWORKS[name], np.random.default_rng(seed)
    inputs = stream.normal(size=(network.num_params, network.input_dim))
    family = zero_error_family(network, inputs, len(inputs))
    return family, *family.sample(stream, count), stream.normal(size=(family.num_parameters, 1)) + 0j


def differ(found, known):
    """Share of paths with another status or another end."""
    distance = abs(found.points - known.points).max(axis=0) / (1 + abs(known.points).max(axis=0))
    other = (found.status != known.status) | ((known.status == ARRIVED) & ~(distance < 1e-6))
    return other.mean()


def test_numpy_is_the_default():
    given = paths("S4")
    found, known = track_on(open_device(), *given), track(*given)
    assert np.array_equal(found.points, known.points)
    assert found.num_steps == known.num_steps


def test_other_ends_are_noticed():
    known = track(*paths("S4"))
    assert differ(known, known) == 0
    assert differ(replace(known, points=known.points[:, ::-1]), known) > 0.5
    assert differ(replace(known, status=known.status + 1), known) == 1


@pytest.mark.torch
@pytest.mark.parametrize("name", ["S4", "S5", "S8", "S13"])
def test_torch_follows_the_same_paths(name):
    given = paths(name)
    found, known = track_on(open_device("torch-cpu"), *given), track(*given)
    assert (known.status == ARRIVED).all()
    assert differ(found, known) < 0.01
    assert isinstance(found.points, np.ndarray)
    assert found.status.dtype == known.status.dtype


@pytest.mark.torch
def test_torch_follows_paths_with_sums_over_samples_and_to_where_they_do_not_arrive():
    network, stream = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False), np.random.default_rng(0)
    family = critical_family(network, stream.normal(size=(3, 1)), [0, 1])
    w, p = family.sample(stream, 100)
    given = (family, w, p, np.zeros((family.num_parameters, 1), dtype=complex))  # no ridge, no targets: w = 0
    found, known = track_on(open_device("torch-cpu"), *given), track(*given)
    assert not (known.status == ARRIVED).any()
    assert not (found.status == ARRIVED).any()


@pytest.mark.torch
def test_torch_starts_nothing_without_paths():
    family, w, p, q = paths("S4")
    found = track_on(open_device("torch-cpu"), family, w[:, :0], p[:, :0], q)
    assert found.points.shape == (4, 0)
    assert found.status.shape == (0,)


@pytest.mark.torch
def test_a_singular_matrix_spoils_no_other_one():
    convert = open_device("torch-cpu").to_device
    matrices = np.stack([np.zeros((3, 3)), 2 * np.eye(3)]) + 0j
    right = np.ones((2, 3, 1)) + 0j
    for to_array in (np.asarray, convert):
        found = np.asarray(solve(to_array(matrices), to_array(right)))
        assert abs(found[1] - 0.5).max() < 1e-12
        assert not abs(found[0]).max() < 1e100  # of no use


@pytest.mark.torch
def test_torch_polishes():
    family, w, p, _ = paths("S4")
    convert = open_device("torch-cpu").to_device
    near = w * (1 + 1e-5)
    points, residuals = polish(family.over(convert), convert(near), convert(p))
    known, _ = polish(family, near, p)
    assert np.median(abs(np.asarray(points) - known)) < 1e-12
    assert float(residuals.median()) < 1e-12


@pytest.mark.torch
def test_a_budget_ends_it():
    from algebraic.shell.budget import Budget

    with pytest.raises(OutOfBudget):
        track_on(open_device("torch-cpu"), *paths("S4"), budget=Budget(1e-9))


@pytest.mark.parametrize("name", ["gpu", "cuda0", "cuda:x", "", "CPU"])
def test_an_unknown_device_is_refused(name):
    with pytest.raises(WrongInput, match=r"choose .*cuda") as problem:
        open_device(name)
    assert problem.value.exit_code == 2


@pytest.mark.parametrize("name", DEVICES[1:])
def test_without_torch_the_next_step_is_named(monkeypatch, name):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(Missing, match=r"pip install .torch>=") as problem:
        open_device(name)
    assert problem.value.exit_code == 3


@pytest.mark.torch
def test_a_gpu_that_is_not_there_is_missing(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(Missing, match="sees 0 CUDA devices") as problem:
        open_device("cuda")
    assert problem.value.exit_code == 3


@pytest.mark.torch
def test_on_a_gpu():
    import torch

    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    run = partial(track_on, open_device("cuda"))
    for name in ("S4", "S13"):
        given = paths(name, count=2000)
        known = track(*given)
        assert differ(run(*given), known) < 0.01
        assert differ(run(*given, kernel=True), known) < 0.01

"""The fused kernel follows the paths that the array code follows."""

import ctypes
from contextlib import nullcontext

import numpy as np
import pytest

from algebraic.engines import compiler
from algebraic.networks.network import Network
from algebraic.shell.budget import Budget
from algebraic.shell.errors import EngineFailed, OutOfBudget
from algebraic.systems.families import coefficient_family, complex_normal, critical_family, zero_error_family
from algebraic.systems.system import zero_error_system
from algebraic.tracking import fused
from algebraic.tracking.devices import open_device, run_kernel, track_on, tracker_on
from algebraic.tracking.fused import track_fused, trusted_kernel
from algebraic.tracking.paths import ARRIVED, AT_INFINITY, CAREFUL, TOO_MANY_STEPS, track
from algebraic.tracking.source import KERNEL, fixed_values
from tests.algebraic.tracking.test_devices import differ, paths


@pytest.mark.compiler
@pytest.mark.parametrize("name", ["S4", "S5", "S8", "S13"])
def test_the_kernel_follows_the_same_paths(name):
    given = paths(name)
    found, known = track_fused(*given), track(*given)
    assert (known.status == ARRIVED).all()
    assert differ(found, known) < 0.01
    assert abs(found.num_steps / known.num_steps - 1) < 0.01
    assert found.residuals.max() < 1e-8


@pytest.mark.compiler
def test_small_steps_and_ends_of_their_own():
    family, w, p, _ = paths("S4", count=50)
    ends = complex_normal(np.random.default_rng(1), p.shape)
    found, known = (run(family, w, p, ends, tolerances=CAREFUL) for run in (track_fused, track))
    assert differ(found, known) == 0
    assert differ(track_fused(family, w, p, ends, tolerances=CAREFUL, batch=7), found) == 0


@pytest.mark.compiler
def test_sums_over_samples():
    network, stream = Network.dense([2, 1, 1], "z**3+z", hidden_bias=False, output_bias=False), np.random.default_rng(0)
    for support in ([0, 1, 2], [0, 2]):
        family = critical_family(network, stream.normal(size=(4, 2)), support)
        w, p = family.sample(stream, 100)
        given = (family, w, p, complex_normal(stream, (family.num_parameters, 1)))
        assert differ(track_fused(*given), track(*given)) < 0.02


@pytest.mark.compiler
@pytest.mark.parametrize("num_samples", [1, 2])
def test_inputs_that_move_and_one_sample(num_samples):
    network = Network.dense([1, 1] if num_samples == 1 else [1, 1, 1], "z**2+z", output_bias=False, hidden_bias=False)
    family, stream = zero_error_family(network, None, num_samples), np.random.default_rng(0)
    w, p = family.sample(stream, 100)
    given = (family, w, p, complex_normal(stream, (family.num_parameters, 1)))
    assert differ(track_fused(*given), track(*given)) < 0.02


@pytest.mark.slow
@pytest.mark.compiler
def test_coefficients_that_move_and_complex_inputs():
    network, stream = (
        Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False),
        np.random.default_rng(0),
    )
    system = zero_error_system(network, stream.integers(1, 9, (4, 2)).tolist(), stream.integers(1, 9, (4, 1)).tolist())
    family, _ = coefficient_family(system)
    moving = zero_error_family(network, complex_normal(stream, (4, 2)), 4)
    for chosen in (family, moving):
        w, p = chosen.sample(stream, 50)
        given = (chosen, w, p, complex_normal(stream, p.shape))
        assert differ(track_fused(*given), track(*given)) < 0.05


@pytest.mark.compiler
def test_what_does_not_arrive_is_named():
    """w → 2 w − y has no end at y = ∞; w² + w − y has a double one at y = −1/4."""
    line = zero_error_family(Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False), None, 2)
    w, p = line.sample(np.random.default_rng(0), 20)
    end = p.copy()
    end[2:] += 1  # values that no line through the origin takes
    found, known = track_fused(line, w, p, end), track(line, w, p, end)
    assert not (found.status == ARRIVED).any()
    assert not (known.status == ARRIVED).any()
    square = zero_error_family(
        Network.dense([1, 1], "z**2", output_bias=False, output_activation=True), np.array([[1.0]]), 1
    )
    w, p = square.sample(np.random.default_rng(0), 20)
    given = (square, w, p, np.zeros((1, 1), dtype=complex))
    assert set(track_fused(*given).status) == set(track(*given).status)
    assert (track_fused(*given, max_steps=2).status == TOO_MANY_STEPS).all()


@pytest.mark.compiler
def test_paths_to_infinity():
    network, stream = (
        Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False),
        np.random.default_rng(0),
    )
    inputs = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0], [1.0, 0.0]])
    family = zero_error_family(network, None, 4)
    w, p = family.sample(stream, 300)
    end = np.concatenate([inputs.T.ravel(), [1, 2, 3, 4]])[:, None] + 0j
    found, known = track_fused(family, w, p, end), track(family, w, p, end)
    assert (found.status == known.status).mean() > 0.95
    assert (known.status == AT_INFINITY).any() == (found.status == AT_INFINITY).any()


@pytest.mark.compiler
def test_through_the_device_and_with_a_budget():
    given = paths("S4", count=20)
    assert np.array_equal(track_on(open_device(), *given, kernel=True).points, track_fused(*given).points)
    with pytest.raises(OutOfBudget):
        track_fused(*given, budget=Budget(1e-9))
    assert track_fused(given[0], given[1][:, :0], given[2][:, :0], given[3]).points.shape == (4, 0)


@pytest.mark.torch
@pytest.mark.compiler
def test_a_launch_hands_over_what_the_kernel_takes(monkeypatch):
    """The launch on a GPU, with the CPU's kernel in its place."""
    import torch

    family, w, p, q = paths("S4", count=100)
    kernel = trusted_kernel(family)

    def launch(grid, block, arguments):
        assert grid[0] * block[0] >= 100
        kernel(*(ctypes.c_void_p(a.data_ptr()) if isinstance(a, torch.Tensor) else a for a in arguments))

    monkeypatch.setattr(torch.cuda, "device", lambda where: nullcontext())
    convert = open_device("torch-cpu").to_device
    found = run_kernel(launch, *map(convert, (fixed_values(family), w, p, q)))
    known = track_fused(family, w, p, q)
    assert np.array_equal(found.points.numpy(), known.points)
    assert np.array_equal(found.status.numpy(), known.status)
    assert int(found.num_steps) == known.num_steps


@pytest.mark.slow
@pytest.mark.compiler
def test_a_wrong_kernel_is_not_trusted(monkeypatch):
    """gcc 12.2 with -O3 -march=native gets this family wrong; any compiler may. Every kernel is tried out first."""
    net = Network.dense([3, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    family = zero_error_family(net, None, 5)
    assert fused._agrees(fused._calls_of(trusted_kernel(family)), family)

    def broken(calls):
        assert all(len(arrays) == 10 for arrays, _ in calls)  # left as they are: no path arrives

    assert not fused._agrees(broken, family)

    def hasty(calls):  # steps far too large: paths jump
        for arrays, _ in calls:
            arrays[4][:2] = 10.0
        fused._calls_of(trusted_kernel(family))(calls)

    assert not fused._agrees(hasty, family)

    def lazy(calls):  # nothing moves, and all is said to have arrived
        for arrays, _ in calls:
            arrays[5][...] = arrays[0].reshape(arrays[5].shape)
            arrays[6][...] = ARRIVED

    assert not fused._agrees(lazy, family)
    monkeypatch.setattr(
        fused, "compile_for_cpu", lambda source, name, options, budget, trial: "kernel" if trial(broken) else None
    )
    monkeypatch.setattr(fused, "_trusted", {})
    monkeypatch.setattr(fused, "_refused", {})
    with pytest.raises(EngineFailed, match="end in different points"):
        trusted_kernel(family)


WRITE = 'while [ "$1" != -o ]; do shift; done; '


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("exec sleep 60", "no end"),
        ("trap '' TERM; setsid sleep 60 & wait", "no end"),
        ("exit 1", "failed"),
        (WRITE + 'echo rubbish > "$2"', "failed"),
        (WRITE + "head -c 5000 /bin/sh > $2", "failed"),
        (WRITE + 'ln -s /dev/zero "$2"', "failed"),
        (WRITE + 'echo "int other;" | /usr/bin/cc -shared -x c -o "$2" -', "failed"),
        ("printf '\\377' >&2; exit 2", "failed"),
    ],
)
def test_a_compiler_that_hangs_or_writes_rubbish_leaves_the_array_code(tmp_path, monkeypatch, body, words):
    fake = tmp_path / "cc"
    fake.write_text(f"#!/bin/sh\necho x >> {tmp_path}/calls\n{body}\n")
    fake.chmod(0o755)
    seconds = 0.5 if words == "no end" else fused.COMPILER_SECONDS  # a busy machine takes half a second to begin
    monkeypatch.setattr(compiler, "COMPILERS", (str(fake),))
    for name, value in {"_trusted": {}, "_refused": {}, "COMPILER_SECONDS": seconds}.items():
        monkeypatch.setattr(fused, name, value)
    given = paths("S4", count=3)
    with pytest.raises(EngineFailed, match=words):
        track_fused(*given)
    calls = (tmp_path / "calls").read_text()
    tracker = tracker_on("cpu", kernel=None)
    assert np.array_equal(tracker(*given).points, track(*given).points)
    assert words in tracker.problem
    assert (tmp_path / "calls").read_text() == calls  # it is not asked again


def test_the_compiler_gets_half_of_the_time_that_is_left(tmp_path, monkeypatch):
    fake = tmp_path / "cc"
    fake.write_text("#!/bin/sh\nsleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setattr(compiler, "COMPILERS", (str(fake),))
    for name in ("_trusted", "_refused"):
        monkeypatch.setattr(fused, name, {})
    with pytest.raises(EngineFailed, match=r"within 0\.4"):
        track_fused(*paths("S4", count=3), budget=Budget(0.9))


@pytest.mark.compiler
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("for (;;) ;", "what it made came to no end"),
        ("__builtin_trap();", "failed"),
        ("*(volatile int *)0 = 1;", "failed"),
    ],
)
def test_a_kernel_that_crashes_or_never_ends_leaves_the_array_code(monkeypatch, body, words):
    """It is called in a process of its own first."""
    monkeypatch.setattr(compiler, "TRIAL_SECONDS", 0.5)
    for name in ("_trusted", "_refused"):
        monkeypatch.setattr(fused, name, {})
    monkeypatch.setattr(fused, "kernel_source", lambda family: f"void {KERNEL}(void) {{ {body} }}")
    given = paths("S4", count=3)
    tracker = tracker_on("cpu", kernel=None)
    assert np.array_equal(tracker(*given).points, track(*given).points)
    assert words in tracker.problem

"""Both forms of a convolution against each other in float64, and the rule against its measurement."""

import json
from pathlib import Path

import numpy as np
import pytest

from netsim.models import convolutions, windows
from netsim.models.convolutions import Window, form_of

RECORD = Path(__file__).parents[3] / "docs/results/benchmarks-convolutions.json"
WINDOWS = [
    Window(1, 3, 5, 6, 4, 3, 2, 1),
    Window(1, 2, 7, 7, 3, 3, 2, 0),
    Window(3, 2, 6, 5, 2, 3, 1, 1),
    Window(2, 3, 3, 3, 4, 3, 2, 0),  # one output pixel
    Window(2, 1, 8, 9, 3, 2, 3, 0),  # pixels that nothing reads
    Window(2, 2, 4, 4, 1, 1, 1, 0),
    Window(1, 2, 6, 7, 3, 5, 2, 2),
    Window(2, 2, 2, 2, 3, 4, 3, 2),  # more padding than image
    Window(1, 2, 3, 3, 2, 4, 1, 3),  # several places of the neighbourhood read all pixels
    Window(1, 1, 3, 2, 2, 1, 10, 3),  # only zeros are read
    Window(1, 3, 8, 8, 2, 3, 2, 1),
]


@pytest.mark.torch
@pytest.mark.parametrize("chunk", [1, 100, 2**20])
@pytest.mark.parametrize("window", WINDOWS)
def test_both_forms_have_the_same_values_and_gradients(window, chunk, monkeypatch):
    import torch

    monkeypatch.setattr(windows, "CHUNK", chunk)
    draw = np.random.default_rng(0)

    def tensor(*shape):
        return torch.tensor(draw.standard_normal(shape), requires_grad=True)

    models, size = window.models, window.size
    values = tensor(5, models * window.channels, window.height, window.width)
    weight = tensor(models, window.units, window.channels, size, size)
    bias = tensor(models, window.units)
    slopes = torch.tensor(draw.standard_normal((5, models * window.units, *window.outputs)))
    for given in (bias, None):
        found = []
        for form in (convolutions.library, convolutions.products):
            outputs = form(window, values, weight, given)
            leaves = [values, weight] if given is None else [values, weight, bias]
            found.append([outputs, *torch.autograd.grad(outputs, leaves, slopes)])
        for ours, theirs in zip(*found, strict=True):
            assert ours.shape == theirs.shape
            torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.torch
def test_a_second_derivative_is_refused_and_not_wrong():
    import torch

    values, weight = torch.ones(1, 1, 3, 3), torch.ones(1, 1, 1, 3, 3, requires_grad=True)
    outputs = convolutions.products(Window(1, 1, 3, 3, 1, 3, 1, 0), values, weight, None)
    (slope,) = torch.autograd.grad(outputs.square().sum(), weight, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slope.sum().backward()


def test_the_rule_takes_the_faster_form_where_it_matters():
    """With the kernels, and without a compiler; the opposite choice is worse by far."""
    rows = json.loads(RECORD.read_text())["rows"]
    assert {"float32", "float64"} <= {row["dtype"] for row in rows}
    for key, compiled in (("form", True), ("without", False)):
        lost, opposite = 0.0, 0.0
        for row in rows:
            times = {name: time for name, time in row["ms"].items() if compiled or name != "compiled"}
            form = form_of(Window(**row["window"]), "cpu", row["dtype"], compiled="compiled" in times)
            assert form == row[key]
            least = min(times.values())
            lost += times[form] / least - 1
            opposite += max(times.values()) / least - 1
        assert lost < 0.1 * len(rows) < opposite


@pytest.mark.torch
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_form_that_is_taken_gives_what_the_library_gives(dtype, monkeypatch):
    """With kernels where there is a compiler, and without; in double precision it is the same one."""
    import torch

    window = Window(1, 16, 5, 5, 24, 3, 2, 1)
    stream = np.random.default_rng(1)
    values, weight = (
        torch.tensor(stream.standard_normal(shape), dtype=getattr(torch, dtype))
        for shape in ((3, 16, 5, 5), (1, 24, 16, 3, 3))
    )
    known = convolutions.library(window, values.double(), weight.double(), None)
    close = 1e-4 if dtype == "float32" else 1e-12
    with_kernels = convolutions.convolve(window, values, weight, None)
    torch.testing.assert_close(with_kernels.double(), known, rtol=0, atol=close)
    monkeypatch.setattr(convolutions, "kernels_for", lambda device, dtype: None)
    without = convolutions.convolve(window, values, weight, None)
    torch.testing.assert_close(without.double(), known, rtol=0, atol=close)
    assert dtype == "float32" or torch.equal(with_kernels, without)


@pytest.mark.torch
def test_one_unit_with_the_channels_last_has_slopes_in_double_precision():
    import torch

    stream = np.random.default_rng(2)
    values = torch.tensor(stream.standard_normal((3, 3, 3, 3))).movedim(-1, 1).requires_grad_()
    weight = torch.tensor(stream.standard_normal((1, 1, 3, 3, 3))).movedim(-1, 2).requires_grad_()
    window = Window(1, 3, 3, 3, 1, 3, 2, 1)
    found = []
    for form in (convolutions.library, convolutions.products):
        outputs = form(window, values, weight, None)
        found.append([outputs, *torch.autograd.grad(outputs.square().sum(), (values, weight))])
    for ours, theirs in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)

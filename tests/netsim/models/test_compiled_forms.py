"""The compiled kernels for double precision against torch, to the last digits; and what only float32 can get wrong."""

import shutil

import pytest
from hypothesis import given, settings

from netsim.models import compiled_forms, tried_kernels
from netsim.models.convolutions import Window, library
from netsim.models.kernels import compile_kernels
from netsim.models.tried_kernels import find_kernels
from tests.netsim.models.test_windows import some_windows

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
COMPILER = next(filter(None, map(shutil.which, tried_kernels.COMPILERS)), None)
if COMPILER is None:
    pytest.skip("no C compiler", allow_module_level=True)
WIDE = Window(1, 5, 4, 4, 37, 3, 2, 1)


@pytest.fixture(scope="module", params=[(), ("-march=native",)], ids=["plain", "native"])
def doubles(request):
    """The kernels for double precision, with short vectors and with those of this machine."""
    return compile_kernels(COMPILER, ("-O2", "-DREAL=double", *request.param))


@pytest.fixture
def floats(monkeypatch):
    monkeypatch.delenv(tried_kernels.HIDE, raising=False)
    find_kernels.cache_clear()
    return find_kernels()


def tensor(*shape, seed=0):
    drawn = torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return drawn.requires_grad_()


def assert_as_the_library(doubles, window, samples):
    values = tensor(samples, window.models * window.channels, window.height, window.width)
    weight = tensor(window.models, window.units, window.channels, window.size, window.size, seed=1)
    bias, slopes = tensor(window.models, window.units, seed=2), tensor(samples, window.models * window.units,
                                                                      *window.outputs, seed=3).detach()  # fmt: skip
    for given_bias in (bias, None):
        leaves = [values, weight] if given_bias is None else [values, weight, bias]
        found = []
        for outputs in (
            library(window, values, weight, given_bias),
            compiled_forms.convolve(doubles, window, values, weight, given_bias),
        ):
            found.append([outputs, *torch.autograd.grad(outputs, leaves, slopes)])
        for theirs, ours in zip(*found, strict=True):
            assert ours.shape == theirs.shape
            torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(window=some_windows())
def test_convolutions_are_the_librarys(doubles, window):
    assert_as_the_library(doubles, window, 3)


@pytest.mark.parametrize("samples", [1, 2 * compiled_forms.PIECE + 3])
def test_wide_ones_in_pieces(doubles, samples, monkeypatch):
    assert_as_the_library(doubles, WIDE, samples)
    monkeypatch.setattr(compiled_forms, "CACHED", 1)
    assert_as_the_library(doubles, WIDE, 3)


@pytest.mark.parametrize("shape", [(4, 3, 5, 2), (300, 21, 1, 1), (2, 40, 3, 3), (200, 9)])
@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("affine", [False, True])
def test_normalisation_is_the_librarys(doubles, shape, cut, affine):
    columns, slopes = tensor(*shape), tensor(*shape, seed=1).detach()
    scale, shift = (tensor(shape[1], seed=2), tensor(shape[1], seed=3)) if affine else (None, None)
    expected = torch.nn.functional.batch_norm(columns, None, None, scale, shift, training=True, eps=1e-5)
    expected = torch.relu(expected) if cut else expected
    ours, mean, inverse = compiled_forms.normalise(doubles, columns, scale, shift, 1e-5, cut=cut)
    axes = [axis for axis in range(len(shape)) if axis != 1]
    variance, middle = torch.var_mean(columns, axes, correction=0)
    torch.testing.assert_close(mean, middle, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(inverse, (variance + 1e-5).rsqrt(), rtol=1e-12, atol=1e-12)
    leaves = [columns, scale, shift] if affine else [columns]
    found = [[each, *torch.autograd.grad(each, leaves, slopes)] for each in (ours, expected)]
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-11, atol=1e-12)


def test_long_sums_keep_their_digits(floats):
    """20 million ones: one sum in float32 after the other stays at 2^24, which is 16.8 million."""
    values, slopes = torch.ones(5000, 1, 64, 64), torch.ones(5000, 1, 64, 64)
    weight = torch.zeros(1, 1, 1, 1, 1, requires_grad=True)
    outputs = compiled_forms.convolve(floats, Window(1, 1, 64, 64, 1, 1, 1, 0), values, weight, None)
    (found,) = torch.autograd.grad(outputs, weight, slopes)
    assert found.item() == pytest.approx(5000 * 64 * 64, rel=1e-6)


def test_a_mean_far_from_0_costs_no_digits_of_the_variance(floats):
    columns = (10_000 + torch.randn(400, 9, 4, 4, generator=torch.Generator().manual_seed(0))).float()
    _, mean, inverse = compiled_forms.normalise(floats, columns, None, None, 0.0, cut=False)
    variance, middle = torch.var_mean(columns.double(), (0, 2, 3), correction=0)
    torch.testing.assert_close(mean.double(), middle, rtol=1e-6, atol=0)
    torch.testing.assert_close(inverse.double(), variance.rsqrt(), rtol=1e-4, atol=0)


def test_what_is_no_number_stays_none(floats):
    """A model that diverges is seen to."""
    columns = torch.ones(4, 3, 2, 2).index_fill(1, torch.tensor([1]), float("nan"))
    found, *_ = compiled_forms.normalise(floats, columns, None, None, 1e-5, cut=True)
    assert found.isnan().any(3).any(2).any(0).tolist() == [False, True, False]


def test_a_second_derivative_is_refused_and_not_wrong(floats):
    weight = torch.ones(1, 1, 1, 3, 3, requires_grad=True)
    outputs = compiled_forms.convolve(floats, Window(1, 1, 3, 3, 1, 3, 1, 0), torch.ones(2, 1, 3, 3), weight, None)
    (slope,) = torch.autograd.grad(outputs.square().sum(), weight, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slope.sum().backward()
    columns = torch.rand(4, 2, 3, 3, requires_grad=True)
    normal, *_ = compiled_forms.normalise(floats, columns, None, None, 1e-5, cut=False)
    (slope,) = torch.autograd.grad(normal.pow(3).sum(), columns, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slope.sum().backward()

"""The rank of whole models: proved, shown by a gap, or undecided; and the same in other units."""

import pytest

from tests.verify.audit.rank.cases import Polynomial, dense, digits, draw_subject, nn, rank_of, subject_of, torch
from tests.verify.subject.models import numbers
from verify.audit.rank import measure_rank
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def softplus_net(width=20):
    torch.manual_seed(0)
    return dense(nn.Linear(64, width), nn.Softplus(), nn.Linear(width, 10))


@pytest.mark.slow
def test_the_digits():
    images, labels = digits(140)
    found = measure_rank(make_subject(softplus_net(), images, labels), prove=True)
    assert (found.jacobian_rank, found.rank_bound, found.status) == (1260, 1260, "proved")
    assert found.empty_for_generic_targets
    assert found.zero_set_dimension is None
    assert "for generic targets there is no zero" in found.zero_set_because
    assert found.lower_bound == 1260
    assert 0 < found.verified_singular_value < found.smallest_singular_value


def test_fewer_digits():
    images, labels = digits(10)
    found = measure_rank(make_subject(softplus_net(), images, labels), prove=True)
    assert (found.jacobian_rank, found.status, found.zero_set_dimension) == (100, "proved", 1510 - 100)


@pytest.mark.slow
def test_drawn_models():
    statuses = set()
    for seed in range(1000, 1025):
        subject = draw_subject(seed)
        rank = rank_of(subject.jacobian())
        if rank is None:
            continue
        found = measure_rank(subject, prove=True)
        statuses.add(found.status)
        assert found.rank_bound >= found.rank_bound_here >= rank >= found.lower_bound, seed
        assert found.status == "undecided" or found.jacobian_rank == rank, seed
    assert {"proved", "gap"} <= statuses


def test_polynomials_are_exact():
    """Widths (5, 1, 3) with z²: two samples give six equations of rank 4."""
    model = dense(nn.Linear(5, 1, bias=False), Polynomial(0, 0, 1), nn.Linear(1, 3, bias=False))
    found = measure_rank(make_subject(model, [[1, 2, 3, 4, 5], [7, 1, 8, 2, 9]], torch.zeros(2, 3)))
    assert (found.jacobian_rank, found.status, found.zero_set_dimension) == (4, "proved", None)


def test_units_that_are_copied_or_dead_are_proved_to_be():
    model = dense(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    torch.manual_seed(3)
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.copy_(torch.randn(tensor.shape))
        model[0].weight[1], model[0].bias[1] = model[0].weight[0], model[0].bias[0]
    found = measure_rank(make_subject(model, numbers(50, 3), numbers(50, 1)), prove=True)
    assert (found.jacobian_rank, found.status) == (21 - 5, "proved")
    assert (found.rank_bound, found.rank_bound_here) == (21, 16)
    assert found.rank_bound_reasons[-1].startswith("at these weights at most 16: ")


def ranks(model, inputs, outputs):
    found = measure_rank(make_subject(model, inputs, torch.zeros(len(inputs), outputs)))
    return found.jacobian_rank, found.status, found.rank_bound, found.zero_set_dimension


def changed(model, change):
    with torch.no_grad():
        change(model)
    return model


def test_other_units_change_nothing():
    """Inputs times 1000 and 1/1000, targets times 1000, units and samples permuted, samples twice."""
    order = torch.randperm(8, generator=torch.Generator().manual_seed(4))

    def build():
        torch.manual_seed(5)
        return dense(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))

    def scale_first(model):
        model[0].weight /= 1000

    def scale_last(model):
        model[2].weight *= 1000
        model[2].bias *= 1000

    def permute(model):
        model[0].weight[:], model[0].bias[:] = model[0].weight[order].clone(), model[0].bias[order].clone()
        model[2].weight[:] = model[2].weight[:, order].clone()

    for samples in (9, 40):  # 27 equations in 67 weights, and 120
        inputs = numbers(samples, 4)
        expected = ranks(build(), inputs, 3)
        assert expected[1] == "gap"
        assert ranks(changed(build(), scale_first), inputs * 1000, 3) == expected
        assert ranks(changed(build(), scale_last), inputs, 3) == expected
        assert ranks(changed(build(), permute), inputs.flip(0), 3) == expected
        twice = ranks(build(), torch.cat([inputs, inputs]), 3)
        assert twice[:2] == expected[:2]
        assert twice[3] is None


def test_nearly_equal_units_are_undecided():
    """Equal units: rank 9. Units that differ by a tenth of a million: 12 or 13. In between floats decide nothing."""

    def verdict(apart):
        torch.manual_seed(6)
        model = dense(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
        with torch.no_grad():
            model[0].weight[1], model[0].bias[1] = model[0].weight[0] + apart, model[0].bias[0]
            model[2].weight[0, 1] = 2 * model[2].weight[0, 0]
        found = measure_rank(subject_of(model, numbers(40, 2)), prove=True)
        return found.jacobian_rank, found.status, found.rank_bound_here

    assert verdict(0.0) == (9, "proved", 9)
    assert verdict(1e-3) == (13, "proved", 13)
    for apart in (1e-13, 1e-12, 1e-11, 1e-9):
        assert verdict(apart)[1:] == ("undecided", 13)


@pytest.mark.parametrize("seed", range(4))
def test_a_kink_is_not_decided_by_rounding(seed):
    """0.1 + 0.2 − 0.3 is positive, as floats have it; the last digits of the weights could make it negative."""
    for bias in (False, True):  # with one the two samples have independent rows whatever the unit does
        model = dense(nn.Linear(3, 1, bias=False), nn.ReLU(), nn.Linear(1, 1, bias=bias))
        for last, status in ((-0.3, "gap" if bias else "undecided"), (-0.25, "gap")):
            with torch.no_grad():
                model[0].weight[:] = torch.tensor([[0.1, 0.2, last]], dtype=torch.float64)
            found = measure_rank(subject_of(model, [[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]]), seed=seed)
            assert found.status == status
            assert any("digits of weights and data" in each for each in found.method) == (status == "undecided")

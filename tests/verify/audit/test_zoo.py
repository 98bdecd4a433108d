"""Models of strangers, each with the answers that were derived by hand.

Targets are drawn, so that they stand for no classes (T2-13 is no) and no weights that are drawn fit them: L = 0 holds
(T3-01, T3-25, C18-03) only where a zero is proved, which needs a graph. The loss is the square loss: T3-04 and NMH-05
to NMH-07 are no. What remains: whether K exceeds N·m (T2-22, C18-01 for one output, C18-08), whether the outputs are
smooth (T3-08, C18-01, C18-08, C18-03), and what the graph says (T3-18, T3-26, C18-07, NMH-02, NMH-04, NMH-08); without
a graph that is unknown, or no where attention, a normalisation by values or gates show that there are no layers b + Wa.
"""

import random

import numpy as np
import pytest

from algebraic.shell import WrongInput
from tests.verify.audit import zoo
from tests.verify.audit.zoo import Own, Straight, chain, changed, counted, frozen, model_and_data
from tests.verify.subject.models import nn, numbers, torch
from verify.audit import audit_model

pytestmark = pytest.mark.torch

SMOOTH = {"T2-22", "T3-08", "C18-01", "C18-08"}  # more weights than equations, one output, smooth
SEVERAL = SMOOTH - {"C18-01"}  # several outputs
ZERO = SMOOTH | {"T3-01", "C18-03"}  # and a proved zero
ONE_HIDDEN = ZERO | {"T3-25"}
FEATURES = {"NMH-02", "NMH-04", "NMH-08"}
OF_LAYERS = {"T3-18", "T3-26", "C18-07"} | FEATURES
NOT_SMOOTH = {"T3-08", "C18-01", "C18-08"}

# name: K; N·m; is there a graph; which apply; of which it is not known; what is put into evaluation mode
EXPECTED = {
    # 20 + 4 + 18 + 2 + 34; 20 > 6·2 for the first layer; ReLU; fresh statistics; the skip makes it no chain
    "residual block": (78, 12, True, {"T2-22", "T3-01", "T3-26"}, set(), ["b1", "b2"]),
    # 60 + 20 of attention, 40 + 36, two norms of 8, 12·2 + 2
    "transformer encoder": (198, 10, False, SEVERAL, set(),
                            ["block.dropout", "block.dropout1", "block.dropout2", "block.self_attn"]),
    "language model": (28 + 12 + 8 + 60 + 20, 5 * 21, False, SEVERAL, set(), []),  # the head is the embedding
    "GRU": (3 * 4 * (3 + 4) + 2 * 3 * 4 + 5, 6, False, SMOOTH, set(), []),
    "LSTM": (4 * 4 * (3 + 4) + 2 * 4 * 4 + 5, 6, False, SMOOTH, set(), []),
    "attention": (48 + 12 + 20 + 13, 6, False, SMOOTH, set(), []),
    "convolution of rows": (2 * 3 * 3 + 3 + 13, 6, False, SMOOTH, OF_LAYERS, []),
    "transposed convolution": (8 + 2 + 33, 6, False, SMOOTH, OF_LAYERS, []),
    "group norm": (40 + 16 + 9, 6, False, SMOOTH, set(), []),
    "layer norm": (40 + 16 + 9, 6, False, SMOOTH, set(), []),
    "instance norm": (20 + 4 + 33, 6, False, SMOOTH, OF_LAYERS, []),
    # v and g in place of the weight; v/‖v‖ is not smooth at v = 0, and where it is used is not looked at
    "weight norm": (32 + 8 + 8 + 9, 6, False, {"T2-22"}, OF_LAYERS | NOT_SMOOTH, []),
    "spectral norm": (40 + 9, 6, False, {"T2-22"}, OF_LAYERS | NOT_SMOOTH, ["0.parametrizations.weight.0"]),
    "embedding": (20 + 9, 6, False, SMOOTH, OF_LAYERS, []),
    "bag": (20 + 5, 6, False, SMOOTH, OF_LAYERS, []),
    "bilinear": (2 * 3 * 2 + 2, 12, False, SEVERAL, set(), []),
    # tanh of a sum of two layers, which is one layer of both arguments: M = 8 ≥ 6, but no chain
    "two arguments": (32 + 24 + 9, 6, True, ZERO | FEATURES, set(), []),
    "no axis of outputs": (21, 6, True, ONE_HIDDEN, set(), []),  # 3-4-1: 16 > 6·1; M = 4 < 6
    "frozen": (5, 6, True, {"T3-08"}, set(), []),  # 5 weights for 6 equations
    "tied": (12 + 3 + 4, 6, True, ZERO, set(), []),  # 9 + 3 + 3 of both layers, two hidden ones
    "data parallel": (21, 6, True, ONE_HIDDEN, set(), []),
    "dropout by a function": (21, 6, True, ONE_HIDDEN, set(), ["the model itself"]),
    "written in place": (21, 6, True, ONE_HIDDEN, set(), []),
    "hooked": (21, 6, False, SMOOTH, OF_LAYERS, []),  # what a hook does is in no graph
    "function of its own": (21, 6, True, ONE_HIDDEN, set(), []),
    "loop": (40, 6, True, ZERO, set(), []),
    "SiLU": (61, 6, False, SMOOTH, OF_LAYERS, []),
    "ELU": (61, 6, False, {"T2-22"}, OF_LAYERS, []),  # its second derivative jumps
    "softplus that jumps": (61, 6, True, {"T2-22"}, set(), []),
    "softplus": (61, 6, True, ONE_HIDDEN | FEATURES, set(), []),  # M = 12 ≥ 6
    "smooLU": (61, 6, True, SMOOTH | {"C18-07"}, set(), []),  # h = 12 ≥ 6; no certificate stores it
    "ReLU of the inputs": (21, 6, True, ONE_HIDDEN, set(), []),
    # 3-2-1, affine: 6 equations in a space of dimension 4, so that no drawn targets are reached; 2 ≥ min(3, 1)
    "linear": (8 + 3, 6, True, SMOOTH | {"T3-18"}, set(), []),
}  # fmt: skip


def state_of(model):
    """Everything of a module that an audit could change."""
    tensors = {
        name: (id(t), t.dtype, t.requires_grad) for name, t in model.named_parameters() if t.device.type != "meta"
    }
    values = {k: t.detach().clone() for k, t in [*model.named_parameters(), *model.named_buffers()] if is_plain(t)}
    flags = [
        (name, m.training, len(m._forward_hooks), len(m._forward_pre_hooks), len(m._backward_hooks))
        for name, m in model.named_modules()
    ]
    streams = torch.get_rng_state().tolist(), random.getstate(), np.random.get_state()[1].tolist()
    return tensors, values, flags, streams, torch.get_default_dtype(), torch.is_grad_enabled()


def is_plain(tensor):
    lazy = isinstance(tensor, torch.nn.parameter.UninitializedTensorMixin)
    return not lazy and tensor.device.type != "meta" and tensor.layout == torch.strided


def assert_untouched(model, before):
    after = state_of(model)
    assert all(one == other for k, (one, other) in enumerate(zip(before, after, strict=True)) if k != 1)
    assert before[1].keys() == after[1].keys()
    assert all(torch.equal(one.nan_to_num(), after[1][name].nan_to_num()) for name, one in before[1].items())


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_answers_by_hand(name):
    num_params, equations, read, apply, open_, guards = EXPECTED[name]
    model, inputs, targets = model_and_data(name)
    before = state_of(model)
    audit = audit_model(model, inputs, targets)
    assert_untouched(model, before)
    assert (audit.subject.num_params, audit.subject.num_equations) == (num_params, equations)
    assert (audit.subject.graph is not None) is read, audit.subject.graph_reason
    assert sorted(guard.layer for guard in audit.subject.guards) == guards
    found = {word: {each.id for each in audit.theorems if each.applies == word} for word in ("yes", "unknown")}
    assert found == {"yes": apply, "unknown": open_}
    assert (audit.zero.status == "proved") is (apply >= {"T3-01"})
    assert not audit.disagreements
    assert len(audit.theorems) == 18
    rank = audit.rank
    assert rank.status != "undecided"
    if name == "language model":  # 15 × 7 outputs of rank 4, that of its embedding: of dimension 4·(15 + 7 − 4)
        assert rank.jacobian_rank <= 72
    else:  # six means of two of five words each are in a space of dimension 5, six affine values in one of dimension 4
        assert rank.jacobian_rank == {"linear": 4, "bag": 5}.get(name, min(num_params, equations))


def test_the_table_is_whole():
    assert EXPECTED.keys() == zoo.BUILDERS.keys()


X, Y = numbers(6, 3), numbers(6, 1, seed=1)
NAN = torch.where(torch.arange(18).reshape(6, 3) == 7, float("nan"), X)


@pytest.mark.parametrize(
    ("model", "inputs", "targets", "words"),
    [
        (Own(lambda module, h: h, lambda y: (y, y)), X, Y, "returns a tuple"),
        (Own(lambda module, h: h, lambda y: {"logits": y}), X, Y, "returns a dict"),
        (Own(lambda module, h: h, lambda y: y.sum()), X, Y, r"returns the shape \(\)"),
        (nn.Linear(3, 1, dtype=torch.complex64), X, Y, "weight, bias are complex"),
        (nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 1).half()), X, Y, "1.weight, 1.bias are of type float16"),
        (nn.Linear(3, 1, dtype=torch.bfloat16), X, Y, "bfloat16"),
        (nn.Linear(3, 1, device="meta"), X, Y, "on the device meta"),
        (frozen(0, 2), X, Y, "no weights of the model are trained"),
        (nn.Tanh(), X, X, "the model has no weights"),
        (nn.LazyLinear(1), X, Y, "weight, bias have no shape yet"),
        (Own(lambda module, h: h + torch.rand(len(h), 4)), X, Y, "other values when it is called a second time"),
        (
            Own(lambda module, h: nn.functional.dropout(h, 0.5, True)),
            X,
            Y,
            "other values when it is called a second time",
        ),
        (Own(counted), X, Y, "other values when it is called a second time"),
        (Own(lambda module, h: torch.tanh(h - h.mean(0))), X, Y, "couples the samples"),
        (Own(lambda module, h: Straight.apply(h)), X, Y, "a.weight, a.bias that torch gives"),
        (Own(lambda module, h: torch.from_numpy(h.detach().numpy())), X, Y, "torch.Tensor.numpy"),
        (Own(lambda module, h: h.float()), X, Y, "torch.nn.functional.linear in b"),
        (Own(lambda module, h: h.float().double()), X, Y, "rounds to fewer digits"),
        (chain(3, 4, 1), NAN, Y, "sample 2 of the argument input"),
        (chain(3, 4, 1), X[:0], Y[:0], "there are no samples"),
        (chain(3, 4, 1), X, Y[:5], "different numbers of samples"),
        (chain(3, 4, 2), X, Y, "give one number for each output"),
        (changed(chain(3, 4, 1), lambda m: m[0].weight.data.fill_(float("inf"))), X, Y, "0.weight has numbers"),
        (
            changed(nn.Linear(3, 1), lambda m: m.register_buffer("mask", torch.eye(2).to_sparse())),
            X,
            Y,
            "mask is of the",
        ),
        (chain(3, 4, 1), {"x": X}, Y, "it has no argument x; nothing is given for input"),
        (chain(3, 4, 1), X, 1e200 * Y, "are outputs and targets in range"),
    ],
)
def test_what_is_refused(model, inputs, targets, words):
    before = state_of(model)
    with pytest.raises(WrongInput, match=words) as caught:
        audit_model(model, inputs, targets)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    assert_untouched(model, before)

"""The assumptions of NMH, each of which fails alone."""

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import Skips, case, drawn, mlp, nn, seeded, torch
from verify.audit.theorems import assumptions

pytestmark = pytest.mark.torch

NAMES = ("network", "analytic_increasing", "skip_activation", "patches", "width", "own_biases")


def ask(model, x, m=2):
    one = case(seeded(model), x, drawn(len(x), m))
    found = {name: getattr(assumptions, name).ask(one) for name in NAMES}
    whole = assumptions.assumptions.ask(one)
    answers = [each.answer for each in found.values()]
    assert whole.answer == ("no" if "no" in answers else "unknown" if "unknown" in answers else "yes")
    return {name: each.answer for name, each in found.items()}, found


def failing(model, x, m=2):
    return [name for name, answer in ask(model, x, m)[0].items() if answer != "yes"]


X = drawn(6, 3)


@pytest.mark.parametrize("activation", [torch.sigmoid, nn.functional.softplus, torch.tanh])
def test_all_hold(activation):
    """M = 3 + 3 = N = 6."""
    assert failing(lambda: Skips(3, (3, 3), 2, activation), X) == []


def test_one_unit_too_few():
    """M = 5 < N = 6: with it the units of a kind and their biases are too few, too."""
    answers, found = ask(lambda: Skips(3, (3, 2), 2), X)
    assert [name for name in NAMES if answers[name] == "no"] == ["skip_activation", "width", "own_biases"]
    assert found["width"].why == "M = 5 < N = 6: it needs 1 more"


@pytest.mark.parametrize(
    ("activation", "missing"),
    [
        (torch.relu, ["analytic_increasing", "skip_activation", "own_biases"]),
        (nn.functional.gelu, ["analytic_increasing", "skip_activation", "own_biases"]),
        (lambda z: z**3 + z, ["skip_activation", "own_biases"]),
        (lambda z: z**2, ["analytic_increasing", "skip_activation", "own_biases"]),
    ],
)
def test_activations(activation, missing):
    assert failing(lambda: Skips(3, (3, 3), 2, activation), X) == missing


def test_tanh_is_not_as_printed():
    _, found = ask(lambda: Skips(3, (3, 3), 2, torch.tanh), X)
    assert "not as printed" in found["skip_activation"].why


def test_repeated_samples():
    x = torch.cat([X[:5], X[:1]])
    answers, found = ask(lambda: Skips(3, (3, 3), 2), x)
    assert [name for name in NAMES if answers[name] != "yes"] == ["patches"]
    assert found["patches"].why == "3.1.3: samples 0 and 5 agree, as 1 sample in all with an earlier one"


def test_biases():
    """Without biases in the first layer its three units have none of their own; 3 are left, and N = 6."""

    def model():
        made = Skips(3, (3, 3), 2)
        made.hidden[0] = nn.Linear(3, 3, bias=False)
        return made

    assert failing(model, X) == ["own_biases"]
    assert failing(model, X[:3]) == []


class Images(nn.Module):
    """A convolution with 2 × 2 patches, a dense layer, all connected to the outputs."""

    def __init__(self, pooled=False):
        super().__init__()
        self.a = nn.Conv2d(1, 2, 2, stride=2)
        self.b, self.c = nn.Linear(2 if pooled else 8, 6), nn.Linear(6, 2)
        self.mean = nn.AvgPool2d(2) if pooled else nn.Identity()

    def forward(self, x):
        return self.c(torch.sigmoid(self.b(self.mean(torch.sigmoid(self.a(x))).flatten(1))))


def test_patches_of_images():
    """The images differ in all patches, or agree in the lower right one."""
    x = drawn(6, 1, 4, 4)
    assert failing(Images, x) == []
    x[3, 0, 2:, 2:] = x[1, 0, 2:, 2:]
    answers, found = ask(Images, x)
    assert [name for name in NAMES if answers[name] != "yes"] == ["patches"]
    assert (
        found["patches"].why
        == "3.1.3: samples 1 and 3 agree at position (1, 1), as 1 sample in all with an earlier one"
    )


def test_patches_of_groups():
    """Channels are read apart: samples that agree in one channel have an equal patch."""

    def model():
        return nn.Sequential(
            nn.Conv2d(2, 2, 2, groups=2), nn.Sigmoid(), nn.Flatten(), nn.Linear(2, 6), nn.Sigmoid(), nn.Linear(6, 2)
        )

    x = drawn(6, 2, 2, 2)
    assert failing(model, x) == []
    x[5, 1] = x[2, 1]
    assert failing(model, x) == ["patches"]


def test_patches_against_torch():
    """With stride, padding, dilation and groups, what is compared is what torch's unfold takes."""
    model = nn.Sequential(nn.Conv2d(4, 2, (3, 2), (2, 1), (1, 2), (1, 2), groups=2), nn.Flatten(), nn.Linear(64, 2))
    x = drawn(3, 4, 7, 6)
    graph = case(seeded(lambda: model), x, drawn(3, 2)).graph
    node = next(node for node in graph if node.kind == "convolution")
    ours = np.stack([rows for _, rows in assumptions._patches(node, x.numpy())], axis=2)
    theirs = nn.functional.unfold(x, (3, 2), (1, 2), (1, 2), (2, 1)).numpy().reshape(3, 2, 12, -1)
    assert np.array_equal(ours, theirs.transpose(0, 2, 3, 1).reshape(3, 12, -1))


def test_pooling_is_outside():
    assert failing(lambda: Images(pooled=True), drawn(6, 1, 4, 4)) == ["network"]


def test_no_hidden_layer():
    answers, _ = ask(lambda: mlp(3, 2), X)
    assert answers["network"] == "no"
    assert answers["width"] == "no"

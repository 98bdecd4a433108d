"""Hypotheses that several theorems share."""

import pytest

from tests.verify.audit.theorems.cases import PROVED, Zero, case, drawn, mlp, nn, seeded, told, torch
from verify.audit.theorems import hypotheses

pytestmark = pytest.mark.torch

X = drawn(4, 3)


def ask(name, model=None, x=X, y=None, **options):
    found = getattr(hypotheses, name).ask(
        case(model or mlp(3, 2, 2), x, drawn(len(x), 2) if y is None else y, **options)
    )
    return found.answer, found.why


def test_losses_and_outputs():
    assert ask("square_loss")[0] == "yes"
    assert ask("square_loss", y=torch.tensor([0, 1, 0, 1]), loss="cross-entropy")[0] == "no"
    assert ask("cross_entropy") == ("no", "the loss is square, not cross-entropy")
    assert ask("classes") == ("yes", "2 classes")
    assert ask("one_output")[0] == "no"
    assert ask("one_output", mlp(3, 2, 1), y=drawn(4, 1))[0] == "yes"


@pytest.mark.parametrize(
    ("activation", "expected"), [(nn.Tanh, "yes"), (nn.GELU, "yes"), (nn.ReLU, "no"), (nn.LeakyReLU, "no")]
)
def test_smooth(activation, expected):
    assert ask("smooth", mlp(3, 2, 2, activation=activation))[0] == expected


def test_pooling_is_not_smooth():
    def model():
        return nn.Sequential(nn.Conv2d(1, 2, 3), nn.Tanh(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 2))

    assert ask("smooth", seeded(model), drawn(4, 1, 8, 8)) == ("no", "max-pooling is not smooth")


def test_weights_against_equations():
    """3-2-2: 14 weights; 7 samples with 2 outputs are 14 equations."""
    assert ask("more_weights", x=drawn(6, 3)) == ("yes", "14 weights for 12 equations")
    assert ask("more_weights", x=drawn(7, 3)) == ("no", "14 weights for 14 equations: it needs 1 more")


def test_distinct_inputs():
    assert ask("distinct")[0] == "yes"
    again = torch.cat([X, X[1:2]])
    assert ask("distinct", x=again) == ("no", "1 input of 5 repeated, first 4 as 1")
    moved = again.clone()
    moved[4, 0] += 2.0**-52
    assert ask("distinct", x=moved)[0] == "yes"


def test_zeros():
    assert ask("zero_loss", zero=PROVED)[0] == "yes"
    assert ask("zero_loss", zero=Zero("excluded", because="equal inputs"))[1] == "there is no zero at all: equal inputs"
    assert ask("zero_loss")[0] == "no"
    model = mlp(3, 2, 2)
    with torch.no_grad():
        assert ask("zero_loss", model, y=model(X))[0] == "unknown"
        assert ask("zero_loss", model, y=model(X) + 1e-4)[0] == "no"


def test_kinks():
    one = case(mlp(3, 2, 2, activation=nn.ReLU), X, drawn(4, 2))
    assert hypotheses.kinks_at(one).answer == "yes"
    at_kink = mlp(3, 2, 2, activation=nn.ReLU, bias=False)
    assert hypotheses.kinks_at(case(at_kink, 0 * X, drawn(4, 2))).answer == "unknown"
    assert hypotheses.kinks_at(case(mlp(3, 2, 2), 0 * X, drawn(4, 2))).answer == "yes"


def test_a_model_that_cannot_be_read_decides_nothing():
    class Strange(nn.Module):
        """A loop that depends on a value, which is not to be followed."""

        def __init__(self):
            super().__init__()
            self.a = nn.Linear(3, 2)

        def forward(self, x):
            return self.a(x) if float(x.sum()) > -1e9 else self.a(-x)

    model = seeded(Strange)
    assert hypotheses.layered(case(model, X, drawn(4, 2))).answer == "unknown"
    assert told(model, X, drawn(4, 2))["T3-18"].applies == "unknown"


def test_kinks_of_the_inputs_are_none_of_the_weights():
    """ReLU of the inputs is other data; the same after a layer has kinks."""
    for layers, expected in (((nn.ReLU(), nn.Linear(3, 1)), "yes"), ((nn.Linear(3, 3), nn.ReLU()), "no")):
        model = seeded(lambda given=layers: nn.Sequential(*given))
        own = case(model, X, drawn(4, model(torch.zeros(1, 3).double()).numel()))
        assert hypotheses.smoothness(own).answer == expected

"""Momentum and falling rates against ``torch.optim.SGD``, and across an interruption."""

from dataclasses import replace

import numpy as np
import pytest

from netsim.models import DrawnSkips, Layer, NetworkSpec, initial_weights, mlp
from netsim.shell import WrongInput
from netsim.training import chain, train

from .digits import loaded, make

pytestmark = pytest.mark.torch

GRAPH = NetworkSpec(
    (1, 8, 8),
    (Layer(3, 3, 1, 1, pool="max"), Layer(4, 2, 2), Layer(10)),
    "sigmoid",
    drawn_skips=DrawnSkips(30, seed=2),
)
NETWORKS = {"dense": mlp(64, (12,), 10), "graph": GRAPH}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("rate", [0.02, (0.05, 0.01, 0.02)])
@pytest.mark.parametrize("drops", [(), (0.5, 0.75)])
def test_momentum_is_that_of_torch(name, rate, drops):
    from tests.reference.plain_training import plain_train

    task = make(network=NETWORKS[name], epochs=4, learning_rate=rate, momentum=0.9, rate_drops=drops, dtype="float64")
    result = train(task)
    plain = plain_train(task, initial_weights(task.network, task.models, task.seed), *loaded(task))
    for place, model in enumerate(plain):
        for number, block in enumerate(model.blocks, start=1):
            module = next(m for m in block if getattr(m, "weight", None) is not None)
            ours = result.weights[f"layer{number}.weight"][place]
            np.testing.assert_allclose(ours, module.weight.detach().numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_an_interruption_changes_no_bit(cut):
    task = make(network=GRAPH, epochs=4, momentum=0.9, rate_drops=(0.5, 0.75), learning_rate=0.1)
    whole, first = train(task), train(task, span=(0, cut))
    second = train(replace(task, start=first.weights, velocity=first.velocity), span=(cut, 4))
    joined = chain([first, second])
    for name, array in whole.weights.items():
        assert np.array_equal(array, joined.weights[name])
        assert np.array_equal(whole.velocity[name], joined.velocity[name])
    forgotten = train(replace(task, start=first.weights), span=(cut, 4))
    assert not np.array_equal(forgotten.weights["layer1.weight"], whole.weights["layer1.weight"])


def test_a_velocity_without_momentum_is_refused():
    found = train(make(momentum=0.5))
    assert set(found.velocity) == set(found.weights)
    with pytest.raises(WrongInput, match="velocity is given, and momentum is 0"):
        make(velocity=found.velocity)
    with pytest.raises(WrongInput, match=r"velocity has nothing for layer1\.bias"):
        make(momentum=0.5, velocity={"layer1.weight": found.velocity["layer1.weight"]})
    assert not train(make()).velocity

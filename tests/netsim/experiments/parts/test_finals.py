"""Losses and errors by measure, picked out of a planted history."""

import numpy as np

from netsim.experiments.parts.finals import MEASURES, finals, history
from netsim.training import TrainResult

# 1000 for each measure, 100 for each model, 1 for each evaluation.
PLANTED = {
    name: 1000 * place + 100 * np.arange(3)[:, None] + np.arange(4)[None, :] for place, name in enumerate(MEASURES)
}
RESULT = TrainResult({}, {**PLANTED, "norm": np.zeros((3, 4)), "epoch": np.arange(4)})


def test_the_last_of_each_model():
    found = finals(RESULT)
    assert list(found) == list(MEASURES)
    for place, name in enumerate(MEASURES):
        assert found[name].tolist() == [1000 * place + 100 * model + 3 for model in range(3)]


def test_all_or_some_of_a_history():
    whole = history(RESULT)
    some = history(RESULT, slice(1, 3), np.array([0, 3]))
    for place, name in enumerate(MEASURES):
        assert np.array_equal(whole[name], PLANTED[name])
        assert some[name].tolist() == [[1000 * place + 100 * m, 1000 * place + 100 * m + 3] for m in (1, 2)]

"""The corrected count of equations, of instances without inputs and with counts that are not the network's."""

# mypy: ignore-errors

import pytest

from verify.catalogue import find_claim

CLAIM = find_claim("T2-22")


@pytest.mark.parametrize(("samples", "outputs"), [(1, 1), (2, 1), (3, 1), (4, 2), (2, 2)])
def test_inputs_do_not_matter_for_the_count(samples, outputs):
    instance = {"network": [1, 1, outputs], "num_samples": samples, "outputs": outputs, "num_params": 2 + 2 * outputs}
    found = CLAIM.corrected.decide(instance)
    assert found.holds
    assert found.measured["unknowns_less_equations"] == 2 + 2 * outputs - samples * outputs
    if samples * outputs > 2 + 2 * outputs:
        assert not found.measured["generic_targets_attained"]


def test_wrong_counts_are_no_counterexample():
    instance = {"network": [1, 1], "num_samples": 1, "outputs": 1, "num_params": 3}
    assert CLAIM.decide(instance).holds is None
    assert not CLAIM.corrected.decide({**instance, "outputs": 2}).holds

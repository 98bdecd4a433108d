import copy
import json
from contextlib import suppress

import pytest

from algebraic import Network
from algebraic.data import IntegerData, load_integer_data
from algebraic.dimension import check_certificate, form_again
from algebraic.dimension.explore import explore_fibre
from algebraic.shell import Budget, OutOfBudget, TooLarge, WrongInput
from tests.algebraic.dimension.test_by_minors import explored, without_bias


def test_a_minor_holds_and_breaks():
    document = json.loads(explored(without_bias((3, 2, 1)), 4).to_json())
    assert check_certificate(document)[0]
    assert "dimension 4" in check_certificate(document)[1]
    for path, value in (
        (("claim", "rank_at_least"), 5),
        (("claim", "num_equations"), 3),
        (("minor", "weights"), [0] * 8),
        (("minor", "rows"), [0, 0, 1, 2]),
        (("minor", "prime"), 4),
        (("minor", "weights"), [1]),
    ):
        bad = copy.deepcopy(document)
        bad["certificate"][path[0]][path[1]] = value
        assert not check_certificate(bad)[0], path
    for nonsense in ({}, [], {"certificate": {"claim": 3}}, None):
        with pytest.raises(WrongInput):
            check_certificate(nonsense)


NETWORK = Network.dense([3, 5, 2], "z**2/3+z")


def certified(num_samples=4):
    data = load_integer_data("random", NETWORK, num_samples)
    return data, json.loads(explore_fibre(NETWORK, data).to_json())["certificate"]


def leaves(value, path=()):
    """Every number and digest of a document, with the way to it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, int | str) and not isinstance(value, bool):
        yield path
    for key, inner in pairs:
        yield from leaves(inner, (*path, key))


@pytest.mark.parametrize(
    ("entries", "block", "how"),
    [
        (10**7, 256, "rank by python-flint"),
        (10**7, 3, "rank by blocks that python-flint inverts"),
        (0, 256, "too large for python-flint"),
    ],
)
def test_a_certificate_with_one_number_changed_fails(entries, block, how, monkeypatch):
    monkeypatch.setattr(form_again, "FLINT_ENTRIES", entries)
    monkeypatch.setattr(form_again, "BLOCK", block)
    data, certificate = certified()
    holds, statement = check_certificate(certificate, network=NETWORK, data=data)
    assert holds
    assert "dimension 24 for generic targets, proved" in statement
    assert how in statement
    changed = [path for path in leaves(certificate) if path[0] != "kind" and path[0] != "upper_bound"]
    assert len(changed) > 32 + 8
    for path in changed:
        for change in (1, -1):
            spoilt = copy.deepcopy(certificate)
            place = spoilt
            for key in path[:-1]:
                place = place[key]
            old = place[path[-1]]
            place[path[-1]] = old + change if isinstance(old, int) else ("0" if old[0] != "0" else "1") + old[1:]
            with suppress(WrongInput):  # a negative seed is none
                assert not check_certificate(spoilt, network=NETWORK, data=data)[0], path


def test_other_networks_and_data_fail():
    data, certificate = certified()
    other = Network.dense([3, 5, 2], "z**2+z")
    assert "network" in check_certificate(certificate, network=other, data=data)[1]
    assert "data" in check_certificate(certificate, network=NETWORK, data=certified(3)[0])[1]
    moved = IntegerData(data.inputs[::-1], data.targets, 1, "")
    assert not check_certificate(certificate, network=NETWORK, data=moved)[0]
    assert check_certificate(certificate)[0]  # both stand in it
    for missing in ("columns", "prime", "claim", "data"):
        part = {key: value for key, value in certificate.items() if key != missing}
        with pytest.raises(WrongInput, match="incomplete"):
            check_certificate(part, network=NETWORK, data=data)


def test_a_lower_bound_is_checked_as_one():
    data = load_integer_data("random", without_bias((2, 3, 1)), 5)
    certificate = explore_fibre(without_bias((2, 3, 1)), data).certificate
    holds, statement = check_certificate(certificate, network=without_bias((2, 3, 1)), data=data)
    assert holds
    assert "rank at least 3 of 5" in statement


def test_a_lower_bound_by_a_minor_names_what_the_rest_rests_on():
    holds, statement = check_certificate(explored(without_bias((2, 3, 1)), 5).as_dict())
    assert holds
    assert statement.startswith("rank at least 3 of 5 equations, proved; the upper bound rests on: ")
    assert "vector fields" in statement


def test_the_document_and_its_certificate_are_the_same_to_it():
    data, certificate = certified()
    whole = explore_fibre(NETWORK, data).as_dict()
    assert check_certificate(whole, network=NETWORK, data=data) == check_certificate(
        certificate, network=NETWORK, data=data
    )
    small = explored(without_bias((3, 2, 1)), 4).as_dict()
    assert check_certificate(small) == check_certificate(small["certificate"])


def test_limits_hold_for_the_check_too():
    data, certificate = certified()
    for limit, error in ((Budget(seconds=1e-9), OutOfBudget), (Budget(memory_gb=0.1), TooLarge)):
        with pytest.raises(error):
            check_certificate(certificate, network=NETWORK, data=data, budget=limit)

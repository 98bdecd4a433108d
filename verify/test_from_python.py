"""What Python may ask for: the claims and their decision."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import verify
from algebraic.shell import OutOfBudget, WrongInput


def test_claims_are_listed_and_decided_as_on_the_command_line() -> None:
    assert {"T3-14", "T2-18", "NMH-06"} <= {claim.id for claim in verify.list_claims()}
    found = verify.run_claim("T3-14", seed=3, instances=4)
    assert (found.id, found.verdict, found.instances, found.seed) == (
        "T3-14",
        verify.read_ledger()["T3-14"]["verdict"],
        4,
        3,
    )
    thorough, fast = (verify.run_claim("T3-14", profile=profile) for profile in ("thorough", "fast"))
    assert thorough.instances == 10 * fast.instances


def test_a_claim_is_named_in_any_letters_or_given_itself() -> None:
    [claim] = [each for each in verify.list_claims() if each.id == "T3-14"]
    for name in ("t3-14", claim):
        found = verify.run_claim(name, instances=2)
        assert (found.id, found.verdict, found.instances) == ("T3-14", "misprint", 2)
    with pytest.raises(WrongInput, match="a claim Claim"):
        verify.run_claim(replace(claim, title="another"))


def test_names_are_there_before_they_are_loaded() -> None:
    program = "import sys, verify; assert 'numpy' not in sys.modules; print(*dir(verify))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"__version__", "list_claims", "read_ledger", "run_claim"} <= set(said)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("T9-99", {}),
        (None, {}),
        (14, {}),
        ("T3-14", {"seed": None}),
        ("T3-14", {"seed": np.random.default_rng(0)}),
        ("T3-14", {"seed": 1.5}),
        ("T3-14", {"instances": 0}),
        ("T3-14", {"instances": "3"}),
        ("T3-14", {"profile": "slow"}),
        ("T3-14", {"drop": "nothing"}),
        ("T3-14", {"settings": {"nothing": 1}}),
        ("T3-14", {"timeout": -1}),
    ],
)
def test_what_has_no_meaning_is_refused_in_three_parts(name: Any, options: dict[str, Any]) -> None:
    with pytest.raises(WrongInput) as caught:
        verify.run_claim(name, **options)
    assert caught.value.hint
    assert caught.value.kind


def test_the_time_is_a_limit() -> None:
    with pytest.raises(OutOfBudget):
        verify.run_claim("T3-14", timeout=1e-9)

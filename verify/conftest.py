"""A registry and a ledger to change, and the ledger at the end of a run."""

# mypy: ignore-errors

import json

import pytest

import verify.catalogue
import verify.ledger

OUTCOMES = {}


@pytest.fixture(scope="session")
def outcomes():
    """Evidence by claim, for the table at the end."""
    return OUTCOMES


@pytest.fixture
def claims(monkeypatch):
    """Put changed claims into the registry."""

    def put(*changed):
        known = {**verify.catalogue.registry(), **{claim.id: claim for claim in changed}}
        monkeypatch.setattr(verify.catalogue, "registry", lambda: known)

    return put


@pytest.fixture
def ledger(monkeypatch, tmp_path):
    """A ledger of its own in which T3-14 holds."""
    path = tmp_path / "ledger.json"
    known = verify.ledger.read_ledger()
    known["T3-14"] = {**known["T3-14"], "verdict": "holds"}
    path.write_text(json.dumps(known), encoding="utf-8")
    monkeypatch.setattr(verify.ledger, "LEDGER", path)
    return path


def pytest_terminal_summary(terminalreporter):
    if OUTCOMES:
        terminalreporter.section("the ledger")
        for name, found in OUTCOMES.items():
            corrected = f"; corrected: {found.corrected.verdict}" if found.corrected else ""
            terminalreporter.write_line(
                f"{name:<8}{found.verdict} ({found.grade}, {found.instances} instances{corrected})"
            )

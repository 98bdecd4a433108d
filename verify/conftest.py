"""The ledger at the end of a run."""

import pytest

OUTCOMES = {}


@pytest.fixture(scope="session")
def outcomes():
    """Evidence by claim, for the table at the end."""
    return OUTCOMES


def pytest_terminal_summary(terminalreporter):
    if OUTCOMES:
        terminalreporter.section("the ledger")
        for name, found in OUTCOMES.items():
            corrected = f"; corrected: {found.corrected['verdict']}" if found.corrected else ""
            terminalreporter.write_line(
                f"{name:<8}{found.verdict} ({found.grade}, {found.instances} instances{corrected})"
            )

"""The fixtures of the tests beside the claims."""

from verify.conftest import claims as claims, ledger as ledger

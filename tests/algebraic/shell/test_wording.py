"""Numbers that fit a line, on both sides of where they become powers of two."""

import pytest

from algebraic.shell.wording import format_number, format_power


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (2**63 - 1, "9,223,372,036,854,775,807"),
        (2**63, "2^63"),
        (3**200, "2^316.993"),
        (1.25, "1.2"),
        (1e8, "100,000,000.0"),
        (1e9, "2^29.8974"),
    ],
)
def test_numbers(value, text):
    assert format_number(value) == text


@pytest.mark.parametrize(("power", "text"), [(None, "–"), (0.0, "2^0"), (316.9925, "2^316.993"), (1e7, "2^1e+07")])
def test_powers(power, text):
    assert format_power(power) == text

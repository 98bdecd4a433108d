"""Windows are counted before they are made."""

import numpy as np
import pytest

from verify.audit.zero.windows import windows_of


def test_places_by_hand():
    """A row of three with a window of two and zeros around: −0, 01, 12, 2−."""
    found, after = windows_of((1, 1, 3), {"kernel": [1, 2], "stride": [1, 1], "padding": [0, 1]})
    assert after == (1, 4)
    assert found.tolist() == [[[3, 0], [0, 1], [1, 2], [2, 3]]]


def test_too_many_are_refused(monkeypatch):
    monkeypatch.setattr(np, "arange", None)  # nothing is made
    for options in (
        {"kernel": [2**26, 1], "stride": [1, 1], "padding": [2**26, 0]},
        {"kernel": [2**12, 2**12], "stride": [1, 1], "padding": [2**12, 2**12]},
        {"kernel": [9, 9], "stride": [1, 1], "padding": [0, 0]},
        {"kernel": [1], "stride": [1, 1], "padding": [0, 0]},
        {"kernel": [1, -1], "stride": [1, 1], "padding": [0, 0]},
    ):
        with pytest.raises(ValueError, match=r"window|whole|zip"):
            windows_of((1, 8, 8), options)

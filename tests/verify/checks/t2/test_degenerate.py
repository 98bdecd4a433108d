"""T2-12: in how many pieces the zero-error minima of one unit lie."""

from verify.checks.t2 import degenerate


def test_the_pieces_are_counted_and_an_empty_set_is_no_set_of_minima(monkeypatch):
    """v (w + w²) = 2 has three pieces, over w < −1, −1 < w < 0 and 0 < w."""
    instance = degenerate.BOUNDARIES[0]
    found = degenerate.at_least_as_degenerate(instance)
    assert (found.holds, found.measured["pieces"]) == (True, "(3, 3)")
    monkeypatch.setattr(degenerate, "pieces_of_one_unit", lambda *given: (0, 0))
    assert degenerate.at_least_as_degenerate(instance).holds is False

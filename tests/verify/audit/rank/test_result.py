"""The sentences of a result."""

from verify.audit.rank.bounds import Bound
from verify.audit.rank.result import GAP, Rank


def test_reasons():
    bounds = (Bound(2, "here", everywhere=False), Bound(3, "so it is"), Bound(1200, "and so"))
    found = Rank(3, GAP, 3, 2, None, None, "", 1.0, 0.5, None, 0, True, bounds, ())
    assert found.rank_bound_reasons == [
        "at most 3: so it is",
        "at most 1,200: and so",
        "at these weights at most 2: here",
    ]

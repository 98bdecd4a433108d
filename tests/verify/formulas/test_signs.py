"""The tables say nothing twice."""

from verify.formulas import signs


def test_no_sign_is_in_two_tables() -> None:
    tables = [signs.GREEK, signs.SINGLE, signs.BINARY, "".join(signs.RAISED), "".join(signs.LOWERED), signs.COMPOSED]
    together = "".join(tables)
    assert len(set(together)) == len(together)
    assert not set(signs.NAMED) & set(signs.PRODUCTS)

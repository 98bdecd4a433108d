from dataclasses import replace

import algebraic
from algebraic.documents import form_faults
from algebraic.relu import ReluRegions, relu_regions

FOUND = relu_regions([[1], [2]], [3, 6], [1, 1, 1, 1], "1/4")


def test_it_is_written_and_read_again(tmp_path):
    assert form_faults(FOUND.as_dict(), "regions") == []
    FOUND.save(tmp_path / "found.json")
    again = algebraic.load(tmp_path / "found.json")
    assert isinstance(again, ReluRegions)
    assert again.as_dict() == FOUND.as_dict()


def test_in_words():
    assert "4 isolated zeros strictly inside the regions of all patterns" in str(FOUND)
    assert "(exact)" in str(FOUND)
    curve = relu_regions([[1], [3]], [2, 7], [1, 2, 1, 1], "1/4", pattern="11,00/11")
    assert curve.decided() == (curve.status != "undecided")
    assert FOUND.decided()
    cut = relu_regions([[1], [2]], [3, 6], [1, 1, 1, 1], pattern="11/11", timeout=1e-9)
    assert "not decided" in str(cut)


def test_a_dimension_is_decided_where_no_region_may_have_a_larger_one():
    found = relu_regions([[1, 2], [3, -1], [2, 2]], [3, 6, 1], [2, 2, 1, 1])
    assert (found.status, found.dimension) == ("positive_dimensional", 4)
    assert found.decided()
    assert "form a set of dimension 4 in weights" in str(found)
    assert "not decided whether they have a zero: 5" in str(found)
    assert {region["dimension_at_most"] for region in found.regions} == {4}
    open_region = next(region for region in found.regions if region["status"] == "undecided")
    for most in (5, None):
        others = [each for each in found.regions if each is not open_region]
        wider = replace(found, regions=[*others, {**open_region, "dimension_at_most": most}])
        assert not wider.decided()
        assert "of dimension at least 4" in str(wider)
    cut = replace(found, reasons={"regions": "the time is over"})
    assert not cut.decided()
    assert "of dimension at least 4" in str(cut)

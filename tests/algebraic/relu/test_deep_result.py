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

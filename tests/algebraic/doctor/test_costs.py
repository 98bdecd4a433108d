"""Everything that can be missing says what that costs."""

from algebraic.doctor.costs import LOSSES, NEEDED, lacking
from algebraic.doctor.diagnosis import EXPORTS, PACKAGES
from algebraic.doctor.image_folders import IMAGE_FILES
from algebraic.engines import ENGINES
from algebraic.systems import FORMATS


def test_everything_that_is_looked_for_has_its_cost():
    assert set(LOSSES) == {*ENGINES, *EXPORTS, *PACKAGES, *IMAGE_FILES, "cuda", "compiler", "digits"}
    assert {*ENGINES, *EXPORTS} == set(FORMATS)
    assert all(loss.cost and loss.get for loss in LOSSES.values())


def test_what_is_not_on_the_list_is_needed():
    (found,) = lacking({"numpy": "not installed"})
    assert (found["cost"], found["get"]) == (NEEDED.cost, NEEDED.get)

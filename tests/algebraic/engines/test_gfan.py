"""gfan: mixed volumes that are known, how it is asked, and answers that are none."""

from math import prod

import pytest

from algebraic.engines.gfan import gfan_mixed_volume
from algebraic.engines.locate import variable
from algebraic.shell.budget import UNLIMITED
from algebraic.shell.errors import EngineFailed, Missing


@pytest.mark.parametrize("answer", ["oops", "²", "-3", "9" * 5000, "1 2"])
def test_gfan_answers_are_checked(script, monkeypatch, answer):
    monkeypatch.setenv(variable("gfan"), str(script(f"echo '{answer}'", "fake-gfan")))
    with pytest.raises(EngineFailed, match="gfan answered"):
        gfan_mixed_volume([[(0,), (1,)]], budget=UNLIMITED)


def test_gfan_is_given_vectors_without_names(script, monkeypatch, tmp_path):
    seen = tmp_path / "seen"
    fake = script(f'echo "$@" > {seen}; cat >> {seen}; echo; echo 7', "fake-gfan")
    monkeypatch.setenv(variable("gfan"), str(fake))
    assert gfan_mixed_volume([[(1, 0), (0, 0)], {(0, 1), (0, 0)}], budget=UNLIMITED) == 7
    assert seen.read_text() == "_mixedvolume --vectorinput\n{((0,0),(1,0)),((0,0),(0,1))}"


@pytest.mark.gfan
@pytest.mark.parametrize(("degrees", "dimension"), [((2, 3), 2), ((1, 2, 3), 3), ((2, 2, 2, 2), 4)])
def test_simplices_have_the_product_of_their_sizes(degrees, dimension):
    corners = [[0] * dimension, *([int(i == k) for i in range(dimension)] for k in range(dimension))]
    supports = [[tuple(d * x for x in corner) for corner in corners] for d in degrees]
    assert gfan_mixed_volume(supports, budget=UNLIMITED) == prod(degrees)


def test_without_gfan_the_next_step_is_named(no_engines):
    with pytest.raises(Missing, match="make engines"):
        gfan_mixed_volume([[(0,), (1,)]], budget=UNLIMITED)

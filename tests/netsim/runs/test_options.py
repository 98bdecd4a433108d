"""Options are changed by text, each as its default says."""

from dataclasses import dataclass

import pytest

from netsim.runs.options import Options
from netsim.shell import WrongInput


@dataclass(frozen=True, kw_only=True)
class Made(Options):
    n: int = 3
    rates: tuple[float, ...] = (0.1, 0.2)
    on: bool = True
    name: str = "x"


def test_options_keep_the_kind_of_their_default():
    changed = Made().changed({"n": "4", "rates": "0.5,1", "on": "false", "name": "y"}, "E00")
    assert changed == Made(n=4, rates=(0.5, 1.0), on=False, name="y")
    assert changed.as_dict() == {"n": 4, "rates": [0.5, 1.0], "on": False, "name": "y"}
    assert Made() == Made().changed({}, "E00")


def test_the_nearest_option_is_named():
    with pytest.raises(WrongInput, match="E00 has no option 'rate'") as caught:
        Made().changed({"rate": "1"}, "E00")
    assert caught.value.hint == "did you mean rates?"
    with pytest.raises(WrongInput) as caught:
        Made().changed({"zzz": "1"}, "E00")
    assert caught.value.hint == "there are n, rates, on, name"


@pytest.mark.parametrize(
    ("key", "text"), [("n", "1.5"), ("on", "maybe"), ("rates", "1,x"), ("n", "１"), ("n", "1_0"), ("rates", "1,1e-400")]
)
def test_a_value_of_another_kind_is_refused(key, text):
    with pytest.raises(WrongInput, match=f"{key}={text} is not of the kind of its default") as caught:
        Made().changed({key: text}, "E00")
    assert caught.value.kind == "wrong_value"
    assert str(Made().as_dict()[key]) in caught.value.message

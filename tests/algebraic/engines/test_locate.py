"""Where engines are looked for, in which order, and what is wrong with a place that was named."""

import pytest

from algebraic.engines.locate import ENGINES, HIDE_ALL, find_engine, not_found, variable
from algebraic.shell.errors import Missing


def test_lookup_order(script, monkeypatch, tmp_path):
    import algebraic.engines.locate as module

    monkeypatch.delenv(variable("msolve"), raising=False)
    monkeypatch.setattr(module.sysconfig, "get_path", lambda key: str(tmp_path / "site"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_engine("msolve") is None
    places = {}
    for place in ("bin", "site/sage_wheels/bin", "own"):
        (tmp_path / place).mkdir(parents=True)
        places[place] = script("true", f"{place}/msolve")
    assert find_engine("msolve") == places["site/sage_wheels/bin"]
    monkeypatch.setenv(variable("msolve"), str(places["own"]))
    assert find_engine("msolve") == places["own"]
    monkeypatch.delenv(variable("msolve"))
    places["site/sage_wheels/bin"].unlink()
    assert find_engine("msolve") == places["bin"]
    monkeypatch.setenv("ZEROLOCUS_NO_ENGINES", "1")
    assert find_engine("msolve") is None


def test_an_engine_named_by_the_environment_must_exist(monkeypatch, tmp_path):
    monkeypatch.delenv(HIDE_ALL, raising=False)
    monkeypatch.setenv(variable("gfan"), str(tmp_path / "nowhere"))
    with pytest.raises(Missing, match="nowhere") as caught:
        find_engine("gfan")
    assert (caught.value.exit_code, caught.value.kind) == (3, "engine_missing")


@pytest.mark.parametrize("name", ENGINES)
def test_what_is_not_found_says_how_to_get_it(name):
    problem = not_found(name)
    assert problem.exit_code == 3
    assert all(word in problem.hint for word in ("make engines", variable(name)))

import json

import pytest

from algebraic.check.__main__ import main as check
from algebraic.relu.__main__ import main


def run(capsys, *arguments, code=0):
    assert main(list(arguments)) == code
    return capsys.readouterr().out


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("x,y\n1,3\n2,-5\n7,1\n")
    return str(path)


def test_a_file(capsys, data, tmp_path):
    document = json.loads(run(capsys, "--widths", "1,2,1", "--data", data, "--samples", "2", "--hidden-bias", "--json"))
    assert (document["status"], document["components"], document["components_up_to_permutation"]) == ("exact", 2, 1)
    path = tmp_path / "found.json"
    path.write_text(json.dumps(document))
    assert check([str(path)]) == 0
    path.write_text(json.dumps({**document, "components": 1}))
    assert check([str(path)]) == 1


def test_all_of_a_file_and_a_leak(capsys, data):
    out = run(capsys, "--widths", "1,3,1", "--data", data, "--leak", "1/4", "--hidden-bias")
    assert "3 samples" in out
    assert "(proved)." in out


def test_digits(capsys):
    assert "connected component" in run(capsys, "--widths", "2,3,1", "--samples", "3")


SHAPE = ("--widths", "1,2,1", "--samples", "2", "--hidden-bias")
HERE, MIRRORED = "[-3, 5, 7, -4, 1, -1]", "[[5], [-3], [-4, 7], [-1, 1]]"


def test_minima_a_path_and_a_picture(capsys, data, tmp_path):
    weights, picture = tmp_path / "to.json", tmp_path / "a.svg"
    weights.write_text(MIRRORED)
    more = ["--data", data, "--minima", "--path", HERE, str(weights), "--plot", str(picture)]
    out = run(capsys, *SHAPE, *more)
    assert "9/2 at a = " in out
    assert "No path joins the two points" in out
    assert picture.stat().st_size > 1000
    document = json.loads(run(capsys, *SHAPE, *more, "--json"))
    assert [bad["value"] for bad in document["minima"]["bad"]] == ["9/2", "25/2", "17"]
    assert document["path"]["joined"] is False


@pytest.mark.parametrize(
    ("ends", "kind", "code"),
    [
        ([HERE, "[1]"], "bad_weights", 2),
        ([HERE, "[1, 2, 3, 4, 5, 6]"], "no_zero", 2),
        ([HERE, "[NaN]"], "bad_weights", 2),
        ([HERE, '["a", 1, 1, 1, 1, 1]'], "bad_weights", 2),
        ([HERE, "there.json"], "file_missing", 3),
    ],
)
def test_bad_ends_of_a_path(capsys, data, ends, kind, code):
    document = json.loads(run(capsys, *SHAPE, "--data", data, "--path", *ends, "--json", code=code))
    assert document["error"]["code"] == code
    assert kind in (document["error"]["kind"], "file_missing")


def test_what_is_not_decided(capsys):
    big = ["--widths", "3,9,1", "--data", "random", "--samples", "9", "--hidden-bias"]
    assert "at least 1" in run(capsys, *big, code=4)


def test_more_layers(capsys, tmp_path):
    data, weights = tmp_path / "data.csv", tmp_path / "at.json"
    data.write_text("x,y\n1,3\n2,6\n")
    weights.write_text("[2, 3, 5]")
    deep = ["--widths", "1,1,1,1", "--data", str(data)]
    assert "1 isolated zero strictly inside" in run(capsys, *deep)
    for more in (["--pattern", "11/11"], ["--at", str(weights)], ["--at", "[2, 3, 5]"]):
        document = json.loads(run(capsys, *deep, *more, "--json"))
        assert (document["status"], document["count"], document["dimension"]) == ("exact", 1, 2)
        assert document["regions"][0]["points"][0]["weights"] == ["1", "1", "3"]
    path = tmp_path / "found.json"
    path.write_text(json.dumps(document))
    assert check([str(path)]) == 0
    path.write_text(json.dumps({**document, "count": 2}))
    assert check([str(path)]) == 1


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        (["--widths", "2,3,3,1", "--samples", "5"], "no_pattern"),
        (["--widths", "1,2,2,1", "--samples", "2", "--pattern", "10,01"], "bad_pattern"),
        (["--widths", "1,2,1", "--samples", "2", "--pattern", "1,0"], "bad_pattern"),
        (["--widths", "1,1,1,1", "--samples", "2", "--at", "[1,2]"], "bad_weights"),
        (["--widths", "1,1,1,1", "--samples", "2", "--at", "[0,1,1]"], "on_a_boundary"),
        (["--widths", "1,1,1,1", "--samples", "2", "--at", "[1,1,1]", "--pattern", "11/11"], "bad_pattern"),
        (["--widths", "1,1,1,1", "--samples", "2", "--minima"], "usage"),
        (["--widths", "1,1,1,1", "--samples", "2", "--leak", "1"], "bad_leak"),
        (["--widths", "1,1"], "bad_widths"),
        (["--widths", "1,x,1"], "bad_widths"),
        (["--widths", "1,2,1", "--leak", "1"], "bad_leak"),
        (["--widths", "1,2,1", "--leak", "nan"], "bad_leak"),
        (["--widths", "1,2,1", "--samples", "0"], "bad_samples"),
        (["--widths", "1,99,1", "--samples", "2"], "bad_hidden_units"),
        (["--widths", "1,2,1", "--data", "digits"], "usage"),
        (["--widths", "1,2,1", "--samples", "3", "--hiden-bias"], "unknown_option"),
        (["--widths", "2,2,2", "--samples", "3"], "several_outputs"),
    ],
)
def test_bad_input(capsys, more, kind):
    document = json.loads(run(capsys, *more, "--json", code=2))
    assert document["error"]["kind"] == kind
    assert document["error"]["hint"]

import json

import pytest

from algebraic.check.__main__ import main
from algebraic.count.__main__ import main as count


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "solutions.json"
    assert count(["--layers", "2", "--solutions", str(path)]) == 0
    return path


def answer(path, *options, code, capsys):
    capsys.readouterr()
    assert main([str(path), "--json", *options]) == code
    return json.loads(capsys.readouterr().out)


def test_a_document_of_any_kind(written, capsys):
    found = answer(written, code=0, capsys=capsys)
    assert list(found) == ["verified", "reproved", "not_reproved", "problems"]
    assert found["verified"] is True
    assert {"solutions", "complex_count", "complex_count_status", "real_count"} <= set(found["reproved"])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [('"count": 3', '"count": 4', 1), ("zerolocus/count/1", "zerolocus/count/9", 2), ('"loss"', '"loss"', 0),
     ('"count": 3', '"count": NaN', 2), ("{", "[", 2)],
)  # fmt: skip
def test_exit_codes(written, old, new, code, capsys):
    written.write_text(written.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    found = answer(written, code=code, capsys=capsys)
    assert ("error" in found) == (code == 2)


def test_time_ends_it(written, capsys):
    assert answer(written, "--timeout", "0.000001", code=4, capsys=capsys)["verified"] is False

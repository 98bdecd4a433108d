"""Models by name, and every way in which there is none."""

import sys

import pytest

from algebraic.shell import Missing, WrongInput
from tests.verify.subject.models import nn
from verify.subject.importing import import_model, import_name

pytestmark = pytest.mark.torch
HERE = "tests.verify.subject.factories"


def test_a_factory_and_a_module():
    assert isinstance(import_model(f"{HERE}:good"), nn.Module)
    assert isinstance(import_model(f"{HERE}:ready"), nn.Module)
    assert import_name(f"{HERE}:number", "it") == 3


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        (f"{HERE}:failing", WrongInput, "ValueError: no such size"),
        (f"{HERE}:leaving", WrongInput, "SystemExit"),
        (f"{HERE}:nothing", WrongInput, "NoneType"),
        (f"{HERE}:a_class", WrongInput, "class"),
        (f"{HERE}:number", WrongInput, "type int"),
        (f"{HERE}:god", WrongInput, "did you mean good"),
        (f"{HERE}:needing", Missing, "package_that_is_not_there"),
        ("no_such_module:build", Missing, "no_such_module"),
        ("build", WrongInput, "MODULE:FUNCTION"),
        ("../a:build", WrongInput, "MODULE:FUNCTION"),
        ("a:__import__('os')", WrongInput, "MODULE:FUNCTION"),
    ],
)
def test_what_is_no_model(name, kind, words):
    before = list(sys.path)
    with pytest.raises(kind, match=words) as caught:
        import_model(name)
    assert caught.value.exit_code == (3 if kind is Missing else 2)
    assert sys.path == before


def test_the_users_folder_cannot_replace_torch(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text("raise ZeroDivisionError")
    (tmp_path / "of_mine.py").write_text("import torch\ndef build():\n    return torch.nn.Linear(1, 1)\n")
    monkeypatch.chdir(tmp_path)
    try:
        assert isinstance(import_model("of_mine:build"), nn.Module)
    finally:
        sys.modules.pop("of_mine", None)

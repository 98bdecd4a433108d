"""The folders of images; that ``netsim`` looks into the same ones is held by ``tests/test_twins.py``."""

import os

import pytest

from algebraic.doctor.image_folders import DATA_VARIABLE, IMAGE_FILES, find_images, image_folders


@pytest.mark.parametrize(("name", "ending"), [("cifar10", ""), ("mnist", ""), ("mnist", ".gz")])
def test_all_files_in_one_folder(tmp_path, monkeypatch, name, ending):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    places, files, _ = IMAGE_FILES[name]
    (tmp_path / places[0]).mkdir(parents=True)
    for file in files:
        assert find_images(name) != str(tmp_path / places[0])
        (tmp_path / places[0] / f"{file}{ending}").touch()
    assert find_images(name) == str(tmp_path / places[0])


def test_a_current_folder_that_is_gone(tmp_path, monkeypatch):
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    os.rmdir(tmp_path)
    assert image_folders()[0] == "data"
    assert find_images("mnist") is None or os.path.isabs(find_images("mnist"))

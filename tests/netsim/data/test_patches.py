"""Patches as a data set: as many as CIFAR-10 has, and where they come from."""

import numpy as np
from sklearn.datasets import load_sample_images

from netsim.data import load_dataset
from netsim.data.patches import draw_patches, read_photographs


def test_fifty_thousand_different_patches():
    images = draw_patches(None, None, seed=0)
    assert images.train_inputs.shape == (50_000, 3, 32, 32)
    assert images.test_inputs.shape == (10_000, 3, 32, 32)
    assert np.bincount(images.train_labels).tolist() == [5000] * 10
    assert np.bincount(images.test_labels).tolist() == [1000] * 10
    contents = {patch.tobytes() for inputs in (images.train_inputs, images.test_inputs) for patch in inputs}
    assert len(contents) == 60_000


def test_attribution_is_scikit_learns():
    source = load_dataset("patches", num_train=10, num_test=10).source
    assert " ".join(load_sample_images().DESCR.split()) == source["attribution"]
    for photographer in ("danielbuechele", "vultilion"):
        assert photographer in source["attribution"]
    assert [file["name"] for file in source["files"]] == ["china.jpg", "flower.jpg"]
    assert "overlap" in source["split"]
    assert read_photographs().pixels.shape == (2, 427, 640, 3)

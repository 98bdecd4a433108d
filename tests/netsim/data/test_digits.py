"""The digits are scikit-learn's, in its order."""

from sklearn.datasets import load_digits

from netsim.data import load_dataset


def test_digits_are_scikit_learns():
    pixels, labels = load_digits(return_X_y=True)
    data = load_dataset("digits", preprocess="none")
    assert (data.train_inputs.shape, data.test_inputs.shape) == ((1437, 1, 8, 8), (360, 1, 8, 8))
    for inputs, found, start, stop in (
        (data.train_inputs, data.train_labels, 0, 1437),
        (data.test_inputs, data.test_labels, 1437, 1797),
    ):
        ours = sorted((*x.ravel().tolist(), y) for x, y in zip(inputs, found.tolist(), strict=True))
        assert ours == sorted((*x, y) for x, y in zip(pixels[start:stop].tolist(), labels[start:stop], strict=True))

"""How alike models are: where they are right and wrong (Theory II, Fig. 23, 29, 36), and in their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np

from ..models import Weights, by_layer
from ..shell import OneOf, WrongInput, held
from .distances import cosine_dissimilarity, euclidean_distances


@dataclass(frozen=True, eq=False)
class Similarity:
    """Matrices (num_models, num_models) float64; rows are the models that the condition is about.

    Attributes:
        correct: P(column correct | row correct); nan in the row of a model that is never correct.
        incorrect: P(column incorrect | row incorrect); nan in the row of a model without an error, such as a global
            minimum on its training set.
        agreement: share of the samples on which both are correct or both are incorrect.
        error: (num_models,), share of incorrect samples. For independent models every entry of a column of
            ``incorrect`` would be the error of that column.
    """

    correct: np.ndarray
    incorrect: np.ndarray
    agreement: np.ndarray
    error: np.ndarray


def similarity(correctness: np.ndarray) -> Similarity:
    """Conditional probabilities of being correct and incorrect, from exact counts.

    Args:
        correctness: (num_models, num_samples) bool.

    Raises:
        WrongInput: another shape or dtype, or no samples.

    >>> found = similarity(np.array([[True, True, False, False], [True, False, False, False]]))
    >>> found.correct.tolist(), found.agreement[0, 1].item()
    ([[1.0, 0.5], [1.0, 1.0]], 0.75)
    """
    correctness = np.asarray(correctness)
    if correctness.dtype != bool or correctness.ndim != 2 or 0 in correctness.shape:
        raise WrongInput(
            f"correctness of dtype {correctness.dtype} and shape {correctness.shape}",
            hint="give a bool array (num_models, num_samples)",
            kind="wrong_value",
        )
    num_samples = correctness.shape[1]
    right, wrong = correctness.astype(np.float64), (~correctness).astype(np.float64)
    both_right, both_wrong = right @ right.T, wrong @ wrong.T  # whole numbers: exact in float64
    return Similarity(
        correct=_given_row(both_right),
        incorrect=_given_row(both_wrong),
        agreement=(both_right + both_wrong) / num_samples,
        error=np.diag(both_wrong) / num_samples,
    )


def _given_row(both: np.ndarray) -> np.ndarray:
    alone = np.diag(both)[:, None]
    return np.divide(both, alone, out=np.full_like(both, np.nan), where=alone > 0)


Metric: TypeAlias = Annotated[str, OneOf(("cosine", "euclidean"), kind="unknown_metric")]


@held
def weight_distances(weights: Weights, *, metric: Metric = "cosine") -> dict[str, np.ndarray]:
    """For each layer the matrix of 1 − cosine (``cosine``) or of Euclidean distances (``euclidean``) of the models.

    Over the weight arrays, without biases: under batch normalisation those of hidden layers have no effect.

    Args:
        weights: arrays (num_models, …).

    Returns:
        By layer, (num_models, num_models) float64.

    Raises:
        WrongInput: an unknown metric; weights that are all zero have no cosine.

    >>> weights = {"layer1.weight": np.array([[[1.0, 0.0]], [[0.0, 2.0]]])}
    >>> weight_distances(weights)["layer1"].tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    metrics = {"cosine": cosine_dissimilarity, "euclidean": euclidean_distances}
    return {
        layer: metrics[metric](weights[name].reshape(len(weights[name]), -1))
        for layer, (name, *_) in by_layer(weights).items()
    }

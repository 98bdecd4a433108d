"""The data of the papers' experiments: images with labels, and the regressions of T3."""

from .dataset import NAMES, VARIANTS, Dataset, load_dataset
from .preprocess import PREPROCESSING
from .regressions import Regression, linear_teacher, polynomial_features, sine_points

__all__ = [
    "NAMES",
    "PREPROCESSING",
    "VARIANTS",
    "Dataset",
    "Regression",
    "linear_teacher",
    "load_dataset",
    "polynomial_features",
    "sine_points",
]

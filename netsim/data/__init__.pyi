from .augmentation import augment as augment, draw_crops as draw_crops
from .dataset import (
    IMAGE_SHAPES as IMAGE_SHAPES,
    NAMES as NAMES,
    NUM_CLASSES as NUM_CLASSES,
    VARIANTS as VARIANTS,
    Dataset as Dataset,
    load_dataset as load_dataset,
)
from .downloads import RemoteFile as RemoteFile, download as download
from .locate import data_folders as data_folders
from .own import PREFIX as PREFIX, OwnImages as OwnImages, find_own as find_own, own_images as own_images
from .preprocess import PREPROCESSING as PREPROCESSING
from .regressions import (
    FEATURES as FEATURES,
    POINTS as POINTS,
    Regression as Regression,
    linear_teacher as linear_teacher,
    polynomial_features as polynomial_features,
    sine_points as sine_points,
)

from .command import run_learning as run_learning
from .entry import estimate_learning_coefficient as estimate_learning_coefficient
from .result import LearningEstimate as LearningEstimate

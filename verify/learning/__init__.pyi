from .chains import Trace as Trace
from .command import run_learning as run_learning
from .entry import estimate_learning_coefficient as estimate_learning_coefficient
from .judge import Judgement as Judgement
from .plan import Plan as Plan
from .result import LearningEstimate as LearningEstimate
from .slopes import Fit as Fit

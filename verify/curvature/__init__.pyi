from .command import run_curvature as run_curvature
from .entry import curvature as curvature, curvature_of as curvature_of
from .result import Curvature as Curvature, Eigenvalue as Eigenvalue, Negative as Negative

from .command import find_curvature as find_curvature, run_curvature as run_curvature
from .entry import curvature as curvature
from .result import Curvature as Curvature, Eigenvalue as Eigenvalue, Negative as Negative

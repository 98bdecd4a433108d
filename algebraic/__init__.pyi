from .bezout import Ladder as Ladder, ladder as ladder
from .census import (
    FoundSolution as FoundSolution,
    IsolatedSolutions as IsolatedSolutions,
    SolutionSet as SolutionSet,
    solve as solve,
    solve_system as solve_system,
)
from .check import check as check
from .count import check_solutions as check_solutions
from .dimension import FibreDimension as FibreDimension, dimension_of as dimension_of
from .networks import Activation as Activation, Network as Network
from .ranks import (
    check_rank_certificate as check_rank_certificate,
    data_rank as data_rank,
    generic_rank as generic_rank,
)
from .relu import (
    ReluRegions as ReluRegions,
    ReluZeroSet as ReluZeroSet,
    relu_regions as relu_regions,
    relu_zero_set as relu_zero_set,
)
from .saved import load as load
from .shell import ZerolocusError as ZerolocusError, __version__ as __version__
from .systems import (
    PolynomialSystem as PolynomialSystem,
    zero_error_expressions as zero_error_expressions,
    zero_error_system as zero_error_system,
)
from .thresholds import LearningCoefficient as LearningCoefficient, learning_coefficient as learning_coefficient

from .by_ideals import (
    STATUS_WORDS as STATUS_WORDS,
    SolutionCount as SolutionCount,
    count_solutions as count_solutions,
    solutions_modulo as solutions_modulo,
)
from .nullstellensatz import check_cofactors as check_cofactors, find_cofactors as find_cofactors
from .problems import (
    CriticalProblem as CriticalProblem,
    Problem as Problem,
    ZeroErrorProblem as ZeroErrorProblem,
    make_problem as make_problem,
)

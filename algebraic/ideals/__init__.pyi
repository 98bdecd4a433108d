from .any_problem import Problem as Problem
from .branches import Branch as Branch, moving_branch as moving_branch
from .by_ideals import (
    ModularSolutions as ModularSolutions,
    confirm_answer as confirm_answer,
    count_by_leading_ideals as count_by_leading_ideals,
    solutions_modulo as solutions_modulo,
)
from .confirmation import Confirmation as Confirmation, engine_name as engine_name
from .decisions import count_solutions as count_solutions
from .equations_problem import EquationsProblem as EquationsProblem
from .evidence import STATUS_WORDS as STATUS_WORDS, Evidence as Evidence, SolutionCount as SolutionCount
from .function_problem import (
    Expanded as Expanded,
    FunctionProblem as FunctionProblem,
    FunctionQuestion as FunctionQuestion,
)
from .generic_fibre import FibreSize as FibreSize, fibre_size as fibre_size
from .identifiable import Identifiability as Identifiability, identifiability as identifiability
from .nullstellensatz import (
    Cofactors as Cofactors,
    check_cofactors as check_cofactors,
    find_cofactors as find_cofactors,
)
from .problems import (
    SYSTEMS as SYSTEMS,
    CriticalProblem as CriticalProblem,
    NetworkProblem as NetworkProblem,
    ZeroErrorProblem as ZeroErrorProblem,
    make_problem as make_problem,
)
from .recheck import evidence_holds as evidence_holds
from .slices import (
    GAUGES as GAUGES,
    choose_gauge as choose_gauge,
    data_scaling as data_scaling,
    draw_distance as draw_distance,
    draw_numbers as draw_numbers,
    measured as measured,
)

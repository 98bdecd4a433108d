from .critical_strata import RealPoint as RealPoint, Stratum as Stratum, strata as strata
from .ends import Ends as Ends, EndsRecord as EndsRecord, LostEnd as LostEnd
from .entry import solve as solve, take_census as take_census
from .found import (
    FoundSolution as FoundSolution,
    Solution as Solution,
    Solutions as Solutions,
    Suspected as Suspected,
)
from .function_cases import (
    FunctionCase as FunctionCase,
    FunctionRow as FunctionRow,
    case_network as case_network,
    cases_of_table as cases_of_table,
    function_row as function_row,
)
from .function_classes import Functions as Functions, functions_of as functions_of
from .function_cones import span_dimension as span_dimension, zero_is_apart as zero_is_apart
from .function_faults import row_faults as row_faults
from .function_set import (
    CriticalFunctions as CriticalFunctions,
    FunctionSolution as FunctionSolution,
    SubnetworkCount as SubnetworkCount,
)
from .function_status import (
    formula_route as formula_route,
    ranks_evidence as ranks_evidence,
    status_of_functions as status_of_functions,
)
from .isolated import IsolatedSolutions as IsolatedSolutions
from .judge import COMPLETE as COMPLETE, Judged as Judged, index_sum as index_sum, status_of as status_of
from .morse import (
    CriticalValues as CriticalValues,
    critical_values as critical_values,
    negative_pivots as negative_pivots,
)
from .of_equations import solve_system as solve_system, take_equations as take_equations
from .of_functions import critical_functions as critical_functions, take_functions as take_functions
from .over_data_sets import real_counts as real_counts
from .parts import Parts as Parts, name_parts as name_parts
from .result import SolutionSet as SolutionSet
from .routes import (
    Notes as Notes,
    Route as Route,
    bkk_route as bkk_route,
    compare_bound as compare_bound,
    is_claimed as is_claimed,
)
from .tallies import Confidence as Confidence, RealCounts as RealCounts, Tally as Tally

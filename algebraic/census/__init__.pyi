from .critical_strata import strata as strata
from .entry import solve as solve, take_census as take_census
from .isolated import IsolatedSolutions as IsolatedSolutions, solve_system as solve_system
from .morse import critical_values as critical_values
from .over_data_sets import real_counts as real_counts
from .result import SolutionSet as SolutionSet

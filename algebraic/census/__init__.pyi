from .branches import exact_system as exact_system
from .critical_strata import strata as strata
from .morse import critical_values as critical_values
from .over_data_sets import real_counts as real_counts
from .result import SolutionSet as SolutionSet
from .search import census as census, solve as solve

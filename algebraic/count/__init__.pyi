from .check import check_count as check_count, check_solutions as check_solutions
from .check_distances import check_functions as check_functions
from .check_equations import check_isolated as check_isolated

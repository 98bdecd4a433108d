from .check import check_solutions as check_solutions

from .check import Checked as Checked, check_zero as check_zero
from .find import find_zero as find_zero
from .result import Zero as Zero

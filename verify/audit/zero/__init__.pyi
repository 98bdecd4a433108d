from .check import Checked as Checked, check_zero as check_zero
from .document import is_certificate as is_certificate
from .find import find_zero as find_zero
from .result import Zero as Zero

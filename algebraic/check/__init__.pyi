from .entry import CHECKS as CHECKS, check_any as check_any

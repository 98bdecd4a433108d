from .entry import CHECKS as CHECKS, check as check, check_any as check_any

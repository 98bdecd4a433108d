from .closed_lists import CLOSED as CLOSED
from .command import (
    DEFAULT_SECONDS as DEFAULT_SECONDS,
    Check as Check,
    Circumstances as Circumstances,
    check_document as check_document,
    kind_of as kind_of,
    run_check as run_check,
)
from .findings import Findings as Findings, Verdict as Verdict, same as same
from .forms import schema_of as schema_of
from .graphs import graph_faults as graph_faults
from .parts import schema_name as schema_name
from .result_document import Options as Options, ResultDocument as ResultDocument, read_document as read_document
from .schema import form_faults as form_faults

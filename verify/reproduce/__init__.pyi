from .command import run_reproduce as run_reproduce
from .documents import (
    Document as Document,
    NumberData as NumberData,
    RouteData as RouteData,
    SourceData as SourceData,
)
from .enclosure import Enclosure as Enclosure
from .page import page_of as page_of
from .printed import STATUSES as STATUSES, compare as compare, printed_range as printed_range
from .registry import (
    Argument as Argument,
    Call as Call,
    Entry as Entry,
    Source as Source,
    find_sources as find_sources,
    read_sources as read_sources,
)
from .run import Reproduced as Reproduced, decide as decide, decide_all as decide_all, document_of as document_of

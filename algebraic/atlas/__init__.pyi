from .architectures import (
    Architecture as Architecture,
    Convolution as Convolution,
    Dense as Dense,
    Names as Names,
    architecture_of as architecture_of,
)
from .bounds import Bound as Bound, upper_bound as upper_bound
from .boxes import Box as Box, box_of as box_of, read_box as read_box
from .check import AtlasCheck as AtlasCheck, check_atlas as check_atlas
from .export import export_rows as export_rows
from .expressions import Expression as Expression, Undecided as Undecided, unimodal as unimodal
from .folder import Folder as Folder, build_atlas as build_atlas
from .questions import (
    Tested as Tested,
    columns_of as columns_of,
    matching as matching,
    try_conjecture as try_conjecture,
    with_minimal as with_minimal,
)
from .rows import Row as Row, row_of as row_of

from .coefficient_map import Coefficient as Coefficient, output_coefficients as output_coefficients
from .critical import RIDGES as RIDGES, critical_system as critical_system, random_ridge as random_ridge
from .distances import (
    METRICS as METRICS,
    Comparison as Comparison,
    Gauge as Gauge,
    comparison as comparison,
    function_family as function_family,
)
from .equation_text import read_equation_file as read_equation_file, read_equations as read_equations
from .export import (
    FORMATS as FORMATS,
    check_export as check_export,
    export_files as export_files,
    variable_names as variable_names,
)
from .families import (
    Family as Family,
    coefficient_family as coefficient_family,
    complex_normal as complex_normal,
    critical_family as critical_family,
    zero_error_family as zero_error_family,
)
from .given_system import (
    SystemSource as SystemSource,
    as_system as as_system,
    check_square as check_square,
    path_of as path_of,
)
from .lifted import LiftedFamily as LiftedFamily, lifted_family as lifted_family
from .moved import all_moving as all_moving, elsewhere as elsewhere, fixed_numbers as fixed_numbers
from .straight_line import Entry as Entry, Program as Program, Tape as Tape
from .system import (
    IntegerTerms as IntegerTerms,
    PolynomialSystem as PolynomialSystem,
    WrittenTerms as WrittenTerms,
    estimate_terms as estimate_terms,
    primitive_terms as primitive_terms,
    system_of_terms as system_of_terms,
    written_terms as written_terms,
    zero_error_expressions as zero_error_expressions,
    zero_error_system as zero_error_system,
)
from .zoo import (
    cyclic as cyclic,
    eco as eco,
    kac as kac,
    katsura as katsura,
    kostlan as kostlan,
    noon as noon,
)

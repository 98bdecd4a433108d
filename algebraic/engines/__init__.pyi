from .compiler import Calls as Calls, compile_for_cpu as compile_for_cpu, find_compiler as find_compiler
from .descendants import Descendants as Descendants
from .environment import (
    LIBRARIES as LIBRARIES,
    engine_version as engine_version,
    package_version as package_version,
    versions as versions,
)
from .first_call import Call as Call
from .gfan import gfan_mixed_volume as gfan_mixed_volume
from .leading_ideal import dimension as dimension, num_standard_monomials as num_standard_monomials
from .locate import ENGINES as ENGINES, find_engine as find_engine, variable as variable
from .macaulay import largest_pair as largest_pair, macaulay_leading_ideal as macaulay_leading_ideal
from .msolve import (
    ModularTerms as ModularTerms,
    msolve_basis as msolve_basis,
    msolve_leading_ideal as msolve_leading_ideal,
)
from .process import run_engine as run_engine

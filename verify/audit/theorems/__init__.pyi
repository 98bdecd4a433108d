from .blocks import Block as Block
from .boxes import Box as Box
from .case import Case as Case, Measured as Measured, Sought as Sought
from .declare import (
    Asked as Asked,
    Consequence as Consequence,
    Declared as Declared,
    Hypothesis as Hypothesis,
    Theorem as Theorem,
)
from .full_rank import FullRank as FullRank
from .holds import Answer as Answer, Holds as Holds
from .samples import Labels as Labels
from .theorems import declared_theorems as declared_theorems, theorems_for as theorems_for

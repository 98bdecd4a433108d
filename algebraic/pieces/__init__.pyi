from .check import bounds_fault as bounds_fault
from .distance import CriticalPoint as CriticalPoint, Distance as Distance
from .entry import count_pieces as count_pieces, pieces_of as pieces_of, pieces_of_equations as pieces_of_equations
from .result import (
    ComponentBounds as ComponentBounds,
    CriticalRecord as CriticalRecord,
    pieces_in_words as pieces_in_words,
)

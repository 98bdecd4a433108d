from .check import check_ladder as check_ladder
from .result import Ladder as Ladder, LadderData as LadderData, RealRange as RealRange
from .rungs import climb as climb, ladder as ladder
from .shapes import DenseShape as DenseShape, dense_shapes as dense_shapes
from .small_networks import NetworkRow as NetworkRow, RealsSeen as RealsSeen, network_row as network_row

from .check import check_relu as check_relu
from .deep_check import check_regions as check_regions
from .deep_entry import relu_regions as relu_regions
from .deep_result import (
    RegionDocument as RegionDocument,
    RegionPoint as RegionPoint,
    ReluRegions as ReluRegions,
)
from .entry import relu_zero_set as relu_zero_set
from .minima_document import (
    BadValue as BadValue,
    MinimaDocument as MinimaDocument,
    NearestPoint as NearestPoint,
    Spot as Spot,
)
from .path_document import PathNode as PathNode, ReluPath as ReluPath, Weights as Weights
from .result import (
    KindOfComponent as KindOfComponent,
    PieceDocument as PieceDocument,
    ReluCertificate as ReluCertificate,
    ReluData as ReluData,
    ReluZeroSet as ReluZeroSet,
)

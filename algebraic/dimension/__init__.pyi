from .certificates import (
    ColumnsCertificate as ColumnsCertificate,
    CountingCertificate as CountingCertificate,
    MinorCertificate as MinorCertificate,
)
from .check import check_certificate as check_certificate
from .check_documents import check_dimension as check_dimension, check_rank as check_rank
from .explore import dimension_of as dimension_of
from .modulo_primes import degree_by_slice as degree_by_slice, groebner_dimension as groebner_dimension
from .real_paths import Join as Join, join_points as join_points
from .real_points import (
    CertifiedPoint as CertifiedPoint,
    PointSearch as PointSearch,
    check_point as check_point,
    find_points as find_points,
)
from .result import (
    Elimination as Elimination,
    Extras as Extras,
    FibreDimension as FibreDimension,
    GroebnerDimension as GroebnerDimension,
    KnownSymmetries as KnownSymmetries,
    LeftKernel as LeftKernel,
    PointDocument as PointDocument,
    RealPoints as RealPoints,
    SliceDegree as SliceDegree,
    TheseTargets as TheseTargets,
)

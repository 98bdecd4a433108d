from .certificates import (
    Certificate as Certificate,
    GlobalCertificate as GlobalCertificate,
    LocalCertificate as LocalCertificate,
    PolyhedronCertificate as PolyhedronCertificate,
)
from .entry import learning_coefficient as learning_coefficient
from .known_cases import ExactCase as ExactCase, exact_cases as exact_cases
from .result import (
    LearningCoefficient as LearningCoefficient,
    LearningCoefficientData as LearningCoefficientData,
)

from .costs import Lacking as Lacking, Loss as Loss
from .diagnosis import (
    Compiler as Compiler,
    DataFound as DataFound,
    Device as Device,
    Diagnosis as Diagnosis,
    EngineFound as EngineFound,
    Gpus as Gpus,
    Package as Package,
    Version as Version,
    diagnose as diagnose,
)
from .trials import Trial as Trial

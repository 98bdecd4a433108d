from .fibre import FibreDimension as FibreDimension, dimension_of as dimension_of

from .check import check_relu as check_relu
from .entry import relu_zero_set as relu_zero_set
from .result import ReluZeroSet as ReluZeroSet

"""Residues as float64 arrays of any library: products of matrices, exact modulo a prime below 2^23."""

from __future__ import annotations

from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from ..modular import check_prime, longest_inner, reduce_in_place


class ResidueArrays:
    """Arithmetic modulo a prime, where the arrays lie.

    Args:
        like: an array (numpy, torch) whose kind and device all others take.

    Raises:
        WrongInput: no prime below 2^23.

    >>> ResidueArrays(7, np.zeros(0)).product(np.array([[3.0, 5.0]]), np.array([[4.0], [6.0]])) % 7
    array([[0.]])
    """

    def __init__(self, prime: int, like: Any) -> None:
        self.prime = check_prime(prime)
        self.xp, self.device = array_namespace(like), device(like)
        self._longest = longest_inner(prime)

    def array(self, values: Any) -> Any:
        """Residues of integers, over there."""
        found = self.xp.asarray(np.array(values, dtype=np.float64, order="C"), device=self.device)
        self.reduce(found)
        return found

    def indices(self, values: np.ndarray) -> Any:
        """Whole numbers to look things up with."""
        return self.xp.asarray(np.ascontiguousarray(values, dtype=np.int64), device=self.device)

    def zeros(self, shape: tuple[int, ...]) -> Any:
        """Zeros over there."""
        return self.xp.zeros(shape, dtype=self.xp.float64, device=self.device)

    def reduce(self, values: Any) -> None:
        """To residues, in place."""
        reduce_in_place(self.xp, values, self.prime)

    def product(self, left: Any, right: Any) -> Any:
        """Matrix product over the last two axes of ``left`` and two axes of ``right``, exact modulo the prime."""
        total: Any = None
        for start in range(0, left.shape[-1], self._longest):
            part = left[..., start : start + self._longest] @ right[..., start : start + self._longest, :]
            self.reduce(part)
            total = part if total is None else total + part
        if left.shape[-1] > self._longest:
            self.reduce(total)
        return total

    def sum_of_products(self, left: Any, left_rows: Any, right: Any, right_rows: Any) -> Any:
        """Σ_patch left[patch, left_rows] · right[patch, right_rows], exact modulo the prime."""
        take = self.xp.take
        total: Any = None
        for patch in range(left.shape[0]):
            part = take(left[patch, ...], left_rows, axis=0)
            part *= take(right[patch, ...], right_rows, axis=0)[..., None]
            if total is None:
                total = part
            else:
                total += part
            if patch % (self._longest - 1) == 0:
                self.reduce(total)
        self.reduce(total)
        return total

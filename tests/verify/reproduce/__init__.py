"""Tests of the printed numbers."""

"""The claims of Cooper (2018)."""

"""The claims of Theory II."""

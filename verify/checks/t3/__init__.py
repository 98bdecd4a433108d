"""The claims of Theory III."""

"""One module for each experiment; each has an ``EXPERIMENT``. None imports torch before it runs."""

"""The checks, a package for each paper and a module for each topic: each declares claims."""

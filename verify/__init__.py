"""The claims of the four papers, each decided on instances, as printed."""

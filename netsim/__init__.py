"""Training and landscape experiments of the papers (needs torch; never imports ``algebraic``)."""

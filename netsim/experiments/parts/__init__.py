"""What several experiments share: options, sweeps, checks and figures."""

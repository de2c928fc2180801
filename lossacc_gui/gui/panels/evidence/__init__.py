"""What a run's predictions show, painted: the account of a change, calibration, losses, classes, examples."""

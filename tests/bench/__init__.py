"""Figures, not tests: `python -m tests.bench` prints how long things take, each beside its floor."""

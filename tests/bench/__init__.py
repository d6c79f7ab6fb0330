"""Figures, not tests: `python -m tests.bench` tells how long things take, each beside floor and bound."""

"""Two panes: what is written, and its translation."""

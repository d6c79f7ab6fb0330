"""Standard input, output and error, where a process was begun without them."""

import os


def fill_in() -> None:
    """Puts the null device in the place of each that is closed.

    The next file that is opened would have its number else, and what a library prints would go into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free: this one. Children shall have it too.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)

"""What a command has to say that ends by itself, on stdout."""

import os
import sys

from app.domain.problem import EnvironmentFault


def put(data: bytes) -> None:
    """Writes all of it, at once. A reader that has left is no fault; a full disk raises EnvironmentFault."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer would be tried again, loudly, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise EnvironmentFault(f"The output could not be written: {error.strerror}.") from None

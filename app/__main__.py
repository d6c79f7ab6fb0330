"""`python -m app`: the same program as `rivulet`."""

import sys

from app.cli import main

sys.exit(main())

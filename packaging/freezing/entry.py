"""Where the frozen program begins."""

import sys

if sys.platform == "linux":
    # WORKAROUND(PyInstaller 6.22): each module is read from the archive at the program's path. When a package
    # manager has put a new version there, that is another one. This is the one that runs.
    import pyimod02_importers

    pyimod02_importers.pyz_archive._filename = "/proc/self/exe"

from app.cli import main

sys.exit(main())

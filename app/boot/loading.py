"""Loads Qt and asyncio without what comes along with them, takes long and is not needed."""

import builtins
import importlib
import linecache
import sys


def load_qt() -> None:
    """To be called before anything else imports Qt.

    WORKAROUND(PySide6 6.12.0): of each module that is loaded after it, PySide6 reads the source, to see
    whether that may ask for `__feature__`, which nothing here does. All the lines that it has read stay in
    memory, and its look makes pydantic load parts in another order, which can make the SDK fail.
    tests/boot/test_loading.py tells when this changes.
    """
    plain = builtins.__import__
    importlib.import_module("PySide6.QtCore")
    builtins.__import__ = plain
    linecache.clearcache()  # it has read some already


def load_asyncio() -> None:
    """To be called before anything else imports asyncio: OpenSSL is loaded with the first connection then.

    asyncio does without `ssl` where there is none. Nothing asks it for TLS: anyio speaks that by itself.
    """
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # as documented, importing it fails now
    try:
        importlib.import_module("asyncio")
    finally:
        del sys.modules["ssl"]

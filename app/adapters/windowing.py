"""What draws our windows, and what session the desktop has."""

import os
import sys
from enum import StrEnum


class Windowing(StrEnum):
    X11 = "x11"
    WAYLAND = "wayland"
    WINDOWS = "windows"
    MACOS = "macos"
    NONE = "none"
    """Nothing that anybody sees, as in tests."""


def windowing() -> Windowing:
    """What Qt uses: what it has been told to, or what it finds."""
    told = os.environ.get("QT_QPA_PLATFORM", "")
    if told.startswith(("offscreen", "minimal", "vnc", "linuxfb", "eglfs")):
        return Windowing.NONE
    if sys.platform == "win32":
        return Windowing.WINDOWS
    if sys.platform == "darwin":
        return Windowing.MACOS
    if told.startswith("xcb"):
        return Windowing.X11
    if told.startswith("wayland"):
        return Windowing.WAYLAND
    return session() if "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ else Windowing.NONE


def session() -> Windowing:
    """That of the desktop, which also decides for a program that draws by X11 within Wayland."""
    if "WAYLAND_DISPLAY" in os.environ or os.environ.get("XDG_SESSION_TYPE") == "wayland":
        return Windowing.WAYLAND
    return Windowing.X11

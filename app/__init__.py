"""Rivulet, a native desktop AI assistant."""

__version__ = "0.1.0"

APPLICATION_ID = "io.github.rivulet.Rivulet"
"""How desktops know it: by the .desktop file of this name."""

SUMMARY = "Ask an AI, and keep every answer"
"""What menus and shops say below its name."""

HOMEPAGE = "https://github.com/rivulet/rivulet"
"""The project's page: its sources, and its releases."""

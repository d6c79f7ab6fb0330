"""What the freezer has put into the environment is taken out of it again."""

import sys

from app.boot.frozen import restore_environment

HOME = {"HOME": "/home/me", "PATH": "/usr/bin"}
OURS = "/usr/lib/rivulet/_internal"


def test_libraries_of_ours_are_for_nobody_else(monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", OURS, raising=False)
    environment = {
        **HOME,
        "LD_LIBRARY_PATH": OURS,
        "QT_PLUGIN_PATH": f"{OURS}/PySide6/Qt/plugins",
        "QML2_IMPORT_PATH": f"{OURS}/PySide6/Qt/qml",
        "_PYI_ARCHIVE_FILE": "/usr/lib/rivulet/rivulet",
        "_PYI_PARENT_PROCESS_LEVEL": "1",
    }
    restore_environment(environment)
    assert environment == HOME


def test_what_was_the_users_is_there_again(monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", OURS, raising=False)
    environment = {
        **HOME,
        "LD_LIBRARY_PATH": f"{OURS}:/opt/lib",
        "LD_LIBRARY_PATH_ORIG": "/opt/lib",
        "QT_PLUGIN_PATH": "/opt/plugins",
    }
    restore_environment(environment)
    assert environment == {**HOME, "LD_LIBRARY_PATH": "/opt/lib", "QT_PLUGIN_PATH": "/opt/plugins"}

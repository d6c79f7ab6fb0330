"""The entry in the menu of a desktop of Linux. The newer portals know a program by it, or not at all."""

import os
from collections.abc import Sequence
from pathlib import Path

from app import APPLICATION_ID, SUMMARY
from app.adapters.autostart import exec_line, string_value
from app.adapters.disk import home_folder, replace_file

_FILE = f"applications/{APPLICATION_ID}.desktop"


def install_menu_entry(command: Sequence[str]) -> bool:
    """Makes one for this user where neither a package nor somebody else has.

    Args:
        command: starts the program, wherever it is given.

    Returns: whether there is one now.
    """
    home, *others = _data_folders()
    if any(os.access(folder / _FILE, os.F_OK) for folder in (home, *others)):  # no error is one
        return True
    try:
        replace_file(home / _FILE, menu_entry(command).encode(errors="surrogateescape"))
    except OSError:
        return False
    return True


def menu_entry(command: Sequence[str]) -> str:
    """The entry's text. Without its program a desktop shows none of it.

    Args:
        command: starts the program.
    """
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Rivulet",
        "GenericName=AI Assistant",
        f"Comment={SUMMARY}",
        f"Exec={exec_line(command)}",
        f"TryExec={string_value(command[0])}",
        f"Icon={APPLICATION_ID}",
        "Categories=Utility;",
        "Keywords=AI;Assistant;Chat;LLM;GPT;OpenAI;Ollama;Prompt;Translate;",
        "StartupNotify=true",
        "StartupWMClass=Rivulet",
        "X-GNOME-SingleWindow=true",
        "Actions=new-chat;quick;",
        "",
        "[Desktop Action new-chat]",
        "Name=New Chat",
        f"Exec={exec_line([*command, '--new-chat'])}",
        "",
        "[Desktop Action quick]",
        "Name=Quick Prompt",
        f"Exec={exec_line([*command, 'quick'])}",
    )
    return "".join(f"{line}\n" for line in lines)


def _data_folders() -> list[Path]:
    """The user's own, and those of the system. Relative ones do not count."""
    told = Path(os.environ.get("XDG_DATA_HOME", ""))
    home = told if told.is_absolute() else home_folder() / ".local/share"
    system = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [home, *(Path(one) for one in system.split(":") if Path(one).is_absolute())]

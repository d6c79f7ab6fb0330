"""What macOS is told of the program, as the Info.plist of its bundle."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import sysconfig
from collections.abc import Iterable

from project import APPLICATION_ID, NAME, TITLE, VERSION, copyright_line

STAGES = {"": "", "a": "a", "b": "b", "rc": "fc"}
"""Apple's word for that of a Python version: alpha, beta, final candidate."""


def info_plist() -> dict[str, object]:
    """For the bundle that is made in this environment; its icon is named by PyInstaller.

    No permission is asked for: a hotkey by Carbon, and speech, want none. It is no agent (LSUIElement): its
    window belongs to the Dock, also where it may wait in the menu bar.
    """
    marketing, build = bundle_versions(VERSION)
    return {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": TITLE,
        "CFBundleExecutable": NAME,
        "CFBundleIdentifier": APPLICATION_ID,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleName": TITLE,
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": marketing,
        "CFBundleVersion": build,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": minimum_system(),
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": copyright_line(),
        # Since macOS 15 the system asks before a program reaches a server in the house, such as an Ollama.
        "NSLocalNetworkUsageDescription": f"{TITLE} connects to a server in your network if you name one.",
        "NSPrincipalClass": "NSApplication",
        "NSRequiresAquaSystemAppearance": False,
        "NSSupportsAutomaticGraphicsSwitching": True,
    }


def bundle_versions(version: str) -> tuple[str, str]:
    """The one that is shown, three numbers, and the one that systems order by: 1.2.0rc1 is 1.2.0fc1.

    Raises ValueError for a version that Apple has no form for.
    """
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?", version)
    if found is None or not 0 <= int(found[5] or 0) <= 255:
        raise ValueError(f"macOS has no form for the version {version}.")
    shown = ".".join(found.group(1, 2, 3))
    return shown, shown + STAGES[found[4] or ""] + (found[5] or "")


def minimum_system() -> str:
    """The oldest macOS on which Python and every library of this environment run."""
    wheels = [found.read_text("WHEEL") or "" for found in importlib.metadata.distributions()]
    target = sysconfig.get_config_var("MACOSX_DEPLOYMENT_TARGET")
    return newest_of(wheels, str(target or "11.0"), platform.machine())


def newest_of(wheels: Iterable[str], interpreter: str, machine: str) -> str:
    """
    Args:
        wheels: the text of each one's file WHEEL.
        interpreter: the macOS that Python was built for, such as "10.13".
        machine: arm64 or x86_64.
    """
    needed = [_numbers(interpreter)]
    for wheel in wheels:
        tags = re.findall(rf"^Tag: .*-macosx_(\d+_\d+)_(?:{machine}|universal2)$", wheel, re.MULTILINE)
        if tags:
            needed.append(min(_numbers(tag) for tag in tags))
    major, minor = max(needed)
    return f"{major}.{minor}"


def _numbers(version: str) -> tuple[int, int]:
    major, _, minor = version.replace("_", ".").partition(".")
    return int(major), int(minor or 0)

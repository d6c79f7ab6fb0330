"""The recipe of the frozen program, as PyInstaller reads it on the systems that are not this one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import APPLICATION_ID

SPEC = Path(__file__).parents[2] / "packaging" / "freezing" / "rivulet.spec"

READ = """
import json, sys, sysconfig, types
from pathlib import Path

spec, work, system = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
sys.path.append(str(spec.parents[1]))
import icons, notices  # they load Qt, which shall be that of this system
sysconfig.get_config_vars()

hooks = types.ModuleType("PyInstaller.utils.hooks")
hooks.collect_data_files = hooks.collect_submodules = hooks.copy_metadata = lambda *names, **options: []
for name in ("PyInstaller", "PyInstaller.utils"):
    sys.modules[name] = types.ModuleType(name)
sys.modules[hooks.__name__] = hooks
told = []

def tell(step):
    return lambda *parts, **options: told.append((step, parts, options)) or f"the {step}"

found = types.SimpleNamespace(
    binaries=[(name, "", "BINARY") for name in sys.argv[4:]],
    datas=[],
    pure=[],
    scripts=[(name, "", "") for name in ("pyi_rth_pkgutil", "pyi_rth_pyside6", "entry")],
)
steps = {step: tell(step) for step in ("EXE", "COLLECT", "BUNDLE", "PYZ")}
sys.platform = system
names = {"SPECPATH": str(spec.parent), "workpath": work, "Analysis": lambda *parts, **options: found, **steps}
exec(compile(spec.read_text("utf-8"), str(spec), "exec"), names)
print(json.dumps(told))
"""
"""Runs the recipe with PyInstaller's words standing for nothing but what was said by them."""


@pytest.fixture
def read(tmp_path):
    def read(system: str, *binaries: str) -> list[tuple[str, list, dict]]:
        done = subprocess.run(
            [sys.executable, "-c", READ, str(SPEC), str(tmp_path), system, *binaries],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read


@pytest.mark.ui
def test_windows_gets_a_program_for_the_menu_and_one_for_the_terminal_in_one_folder(read):
    told = read("win32", "PySide6\\Qt6Core.dll", "PySide6\\opengl32sw.dll")
    programs = [options for step, _, options in told if step == "EXE"]
    assert [(one["name"], one["console"]) for one in programs] == [
        ("Rivulet", False),
        ("rivulet-console", True),
    ]
    for one in programs:
        assert Path(one["icon"]).read_bytes().startswith(b"\0\0\1\0")
        assert Path(one["version"]).read_text("utf-8").startswith("VSVersionInfo(")
    [(_, (_, _, binaries, _), options)] = [one for one in told if one[0] == "COLLECT"]
    assert options == {"name": "rivulet"}
    assert [name for name, *_ in binaries] == ["PySide6\\Qt6Core.dll"]


@pytest.mark.ui
def test_macos_gets_a_bundle(read):
    told = read("darwin", "PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore")
    assert [step for step, *_ in told] == ["PYZ", "EXE", "COLLECT", "BUNDLE"]
    _, [_, scripts], program = told[1]
    assert [name for name, *_ in scripts] == ["pyi_rth_pkgutil", "entry"]
    _, _, bundle = told[3]
    assert bundle["name"] == "Rivulet.app"
    assert bundle["bundle_identifier"] == APPLICATION_ID
    assert bundle["info_plist"]["CFBundleExecutable"] == program["name"]
    assert Path(bundle["icon"]).read_bytes().startswith(b"icns")

"""What a frozen program does without: rules on names, and what nothing asks for."""

import re
from pathlib import Path

import pytest
from freezing import trimming
from hypothesis import given
from hypothesis import strategies as st

APP = Path(__file__).parents[2] / "app"
PLUGINS = "PySide6/Qt/plugins"

LEFT_OUT = {
    "linux": [
        *("libstdc++.so.6", "libgcc_s.so.1", "libglib-2.0.so.0", "libX11.so.6", "libfontconfig.so.1"),
        *("libfreetype.so.6", "libdbus-1.so.3", "libwayland-client.so.0", "libxcb.so.1", "libz.so.1"),
        f"{PLUGINS}/platformthemes/libqgtk3.so",
        *(f"{PLUGINS}/platforms/libq{name}.so" for name in ("eglfs", "linuxfb", "vnc", "minimal")),
        f"{PLUGINS}/egldeviceintegrations/libqeglfs-kms-integration.so",
        f"{PLUGINS}/wayland-shell-integration/libivi-shell.so",
        f"{PLUGINS}/wayland-graphics-integration-client/libdmabuf-server.so",
        *("libQt6EglFSDeviceIntegration.so.6", "PySide6/Qt/lib/libQt6EglFsKmsSupport.so.6"),
        *("PySide6/QtQml.abi3.so", "PySide6/Qt/lib/libQt6Pdf.so.6", "PySide6/Qt/lib/libQt6Quick.so.6"),
        f"{PLUGINS}/tls/libqopensslbackend.so",
        f"{PLUGINS}/imageformats/libqpdf.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/translations/assistant_de.qm",
        "qtawesome/fonts/phosphor-1.3.0.ttf",
        *("rivulet-0.1.0.dist-info/direct_url.json", "rivulet-0.1.0.dist-info/RECORD"),
        "setuptools/_vendor/jaraco/text/Lorem ipsum.txt",
    ],
    "win32": [
        *(r"PySide6\opengl32sw.dll", r"PySide6\Qt6Qml.dll", r"PySide6\plugins\platforms\qminimal.dll"),
        *(r"PySide6\plugins\imageformats\qtiff.dll", r"PySide6\translations\qtbase_de.qm"),
        r"PySide6\plugins\tls\qschannelbackend.dll",
    ],
    "darwin": [
        "PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml",
        f"{PLUGINS}/platforms/libqminimal.dylib",
    ],
}
KEPT = {
    "linux": [
        *("libpython3.13.so.1.0", "libssl.so.3", "libffi.so.8", "libxcb-cursor.so.0", "libxcb-icccm.so.4"),
        *("libxkbcommon-x11.so.0", "PySide6/Qt/lib/libicudata.so.73", "PySide6/Qt/lib/libQt6Core.so.6"),
        *(f"{PLUGINS}/platforms/libq{name}.so" for name in ("xcb", "wayland", "offscreen")),
        f"{PLUGINS}/platformthemes/libqxdgdesktopportal.so",
        f"{PLUGINS}/platforminputcontexts/libibusplatforminputcontextplugin.so",
        f"{PLUGINS}/wayland-shell-integration/libxdg-shell.so",
        f"{PLUGINS}/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
        *(f"{PLUGINS}/imageformats/libq{name}.so" for name in ("gif", "ico", "jpeg", "svg", "webp")),
        f"{PLUGINS}/iconengines/libqsvgicon.so",
        "qtawesome/fonts/remixicon-2.5.0.ttf",
        "ziamath/fonts/STIXTwoMath-Regular.ttf",
        *("keyring-25.7.0.dist-info/entry_points.txt", "keyring-25.7.0.dist-info/licenses/LICENSE"),
        "app/resources/manual/01-first-steps.md",
    ],
    "win32": [
        *(r"PySide6\Qt6Core.dll", r"PySide6\plugins\platforms\qwindows.dll", "python313.dll"),
        *(r"PySide6\plugins\styles\qmodernwindowsstyle.dll", "VCRUNTIME140.dll", "libcrypto-3.dll"),
    ],
    "darwin": [
        *("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", f"{PLUGINS}/platforms/libqcocoa.dylib"),
        f"{PLUGINS}/styles/libqmacstyle.dylib",
    ],
}


def each(names: dict[str, list[str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("system", "name"), [(one, name) for one in names for name in names[one]])


@each(LEFT_OUT)
def test_what_no_program_of_widgets_needs_is_left_out(system, name):
    assert trimming.reason_against(name, system)


@each(KEPT)
def test_what_the_program_needs_stays(system, name):
    assert trimming.reason_against(name, system) is None


def test_nothing_is_left_out_that_the_program_itself_imports():
    text = "\n".join(path.read_text("utf-8") for path in APP.rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import)\s+([\w.]+)", text, re.MULTILINE))
    left_out = set(" ".join(trimming.MODULES.values()).split())
    assert {"PySide6.QtWidgets", "keyring.backends", "openai"} <= imported
    assert not {one for one in imported for name in left_out if one == name or one.startswith(f"{name}.")}


FILES = ["python3.13/lib-dynload/_ssl.so", "plugins/x/plugins/libq.so", "libpython3.13.so.1.0"]
FILES += [f"lib{letter}.so.1" for letter in "abcdef"]
SONAMES = [name.rpartition("/")[2] for name in FILES]


@given(
    st.dictionaries(st.sampled_from(FILES), st.lists(st.sampled_from([*SONAMES, "libc.so.6"]), max_size=3))
)
def test_a_library_stays_just_where_a_chain_from_a_module_or_a_plugin_leads_to_it(asked):
    lost = trimming.unneeded(FILES, lambda name: asked.get(name, ()))
    stay = set(FILES) - lost
    begin = {name for name in FILES if not re.match(r"lib.\.so", name)}
    assert begin <= stay
    named = {soname for name in stay for soname in asked.get(name, ())}
    assert not lost & named
    for library in stay - begin:
        assert any(library in asked.get(name, ()) for name in stay - {library})

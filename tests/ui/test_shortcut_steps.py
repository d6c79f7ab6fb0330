"""What is said of each desktop's own settings: its commands do what they promise."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.domain.hotkey import chord
from app.ui.shortcut_steps import ShortcutSteps, shortcut_steps

PLAIN = "rivulet quick"
AWKWARD = """'/opt/my "apps"/rivulet' --profile '/home/me/it'"'"'s $HOME #1' quick"""


def of(desktop: str, command: str = PLAIN, keys: str = "Ctrl+Alt+J") -> ShortcutSteps:
    return next(one for one in shortcut_steps(command, chord(keys), "") if one.desktop == desktop)


def codes(steps: ShortcutSteps) -> list[str]:
    return [step.code for step in steps.steps if step.code]


@pytest.mark.parametrize(
    ("current", "first"),
    [
        ("GNOME", "GNOME"),
        ("ubuntu:GNOME", "GNOME"),
        ("KDE", "KDE Plasma"),
        ("sway", "Sway"),
        ("Hyprland", "Hyprland"),
        ("XFCE", "Xfce"),
        ("X-Cinnamon", "Cinnamon"),
        ("", "Other desktop"),
        ("unheard-of", "Other desktop"),
    ],
)
def test_the_desktop_that_runs_comes_first_and_none_is_missing(current: str, first: str) -> None:
    names = [one.desktop for one in shortcut_steps(PLAIN, None, current)]
    assert names[0] == first
    assert sorted(names) == ["Cinnamon", "GNOME", "Hyprland", "KDE Plasma", "Other desktop", "Sway", "Xfce"]


@pytest.mark.parametrize(
    "desktop", ["GNOME", "KDE Plasma", "Sway", "Hyprland", "Xfce", "Cinnamon", "Other desktop"]
)
def test_each_desktop_is_told_the_command_of_this_run(desktop: str) -> None:
    assert any(
        "/opt/rivulet --profile /p quick" in code
        for code in codes(of(desktop, "/opt/rivulet --profile /p quick"))
    )


def test_the_lines_of_files_name_the_keys_that_were_chosen() -> None:
    assert codes(of("Sway", keys="Meta+PageUp"))[0] == "bindsym Mod4+Page_Up exec rivulet quick"
    assert codes(of("Hyprland", keys="Ctrl+Shift+K")) == [
        'hl.bind("CTRL + SHIFT + K", hl.dsp.exec_cmd("rivulet quick"))',
        "bind = CTRL SHIFT, K, exec, rivulet quick",
    ]
    assert "F9" in codes(of("Sway", keys="F9"))[0]


def test_a_key_of_which_desktops_have_names_of_their_own_gives_way_to_an_example() -> None:
    assert codes(of("Sway", keys="Ctrl+Ö"))[0] == "bindsym Ctrl+Alt+j exec rivulet quick"


def test_a_command_with_quotes_stays_one_in_lua() -> None:
    line = codes(of("Hyprland", 'say "it" \\ quick'))[0]
    assert line.endswith('hl.dsp.exec_cmd("say \\"it\\" \\\\ quick"))')


MEDIA_KEYS = """<schemalist>
  <schema id="org.gnome.settings-daemon.plugins.media-keys"
          path="/org/gnome/settings-daemon/plugins/media-keys/">
    <key name="custom-keybindings" type="as"><default>[]</default></key>
  </schema>
  <schema id="org.gnome.settings-daemon.plugins.media-keys.custom-keybinding">
    <key name="name" type="s"><default>''</default></key>
    <key name="command" type="s"><default>''</default></key>
    <key name="binding" type="s"><default>''</default></key>
  </schema>
</schemalist>"""
LIST = "org.gnome.settings-daemon.plugins.media-keys"
OURS = "/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/rivulet/"


@pytest.fixture
def gnome(tmp_path: Path):
    """Runs a line in a shell that has GNOME's settings, and gives what it prints."""
    if shutil.which("gsettings") is None or shutil.which("glib-compile-schemas") is None:
        pytest.skip("there is no gsettings")
    (tmp_path / "media-keys.gschema.xml").write_text(MEDIA_KEYS)
    subprocess.run(["glib-compile-schemas", tmp_path], check=True)
    environment = {
        "PATH": os.environ["PATH"],
        "GSETTINGS_SCHEMA_DIR": str(tmp_path),
        "GSETTINGS_BACKEND": "keyfile",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "HOME": "/nowhere",
    }

    def run(line: str) -> str:
        done = subprocess.run(["sh", "-euc", line], env=environment, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    return run


@pytest.mark.parametrize("before", ["[]", "['/one/']", "['/one/', '/another/']"])
def test_gnome_keeps_what_was_bound_before(gnome, before: str) -> None:
    gnome(f'gsettings set {LIST} custom-keybindings "{before}"')
    whole = of("GNOME").instead
    assert whole is not None
    for _ in range(2):  # once more changes nothing
        gnome(whole.code)
        kept = before.removesuffix("]")
        assert gnome(f"gsettings get {LIST} custom-keybindings") == (
            f"['{OURS}']" if before == "[]" else f"{kept}, '{OURS}']"
        )
    assert gnome(f"gsettings get {LIST}.custom-keybinding:{OURS} binding") == "'<Control><Alt>j'"


def test_gnome_gets_the_command_as_it_is(gnome) -> None:
    whole = of("GNOME", AWKWARD).instead
    assert whole is not None
    gnome(whole.code)
    said = gnome(f"gsettings get {LIST}.custom-keybinding:{OURS} command")
    quote = said[0]
    assert said[1:-1].replace(f"\\{quote}", quote).replace("\\\\", "\\") == AWKWARD


def test_xfce_gets_the_command_as_it_is(tmp_path: Path) -> None:
    whole = of("Xfce", AWKWARD, "Ctrl+Meta+Space").instead
    assert whole is not None
    told = tmp_path / "xfconf-query"
    told.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    told.chmod(0o755)
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    said = subprocess.run(["sh", "-c", whole.code], env=environment, capture_output=True, text=True).stdout
    assert said.splitlines() == [
        *("-c", "xfce4-keyboard-shortcuts", "-p", "/commands/custom/<Primary><Super>space", "-n"),
        *("-t", "string", "-s", AWKWARD),
    ]

"""What is read can be read, in every theme."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QProxyStyle, QStyle

from app.ui.theme import (
    DARK,
    LIGHT,
    Appearance,
    Theme,
    code_font,
    contrasted,
    message_font,
    palette,
    stylesheet,
)

pytestmark = pytest.mark.ui

CODE = ["text", "comment", "keyword", "string", "number", "name", "type", "operator", "error"]
READ_ON = {
    "text": [
        "window",
        "surface",
        "sidebar",
        "hover",
        "pressed",
        "selection",
        "find",
        "find_current",
        "user_block",
        "user_selection",
    ],
    "muted": ["window", "surface", "sidebar", "hover", "code_ground", "user_block", "note_ground"],
    "accent": ["window", "surface", "sidebar", "hover", "code_ground"],
    "on_accent": ["accent", "accent_hover", "accent_pressed"],
    "note": ["note_ground"],
    "warning": ["warning_ground"],
    "error": ["error_ground", "window", "surface"],
    "moderation": ["moderation_ground"],
    **{f"code_{name}": ["code_ground"] for name in CODE},
}
FOCUS_ON = ["window", "surface", "sidebar", "hover", "user_block", "code_ground"]
FOCUS_ON += ["note_ground", "warning_ground", "error_ground", "moderation_ground"]

THEMES = {
    "light": LIGHT,
    "dark": DARK,
    "light, contrasted": contrasted(LIGHT),
    "dark, contrasted": contrasted(DARK),
}


def contrast(one: QColor, other: QColor) -> float:
    """As the Web Content Accessibility Guidelines count it."""

    def luminance(colour: QColor) -> float:
        channels = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("read", "ground"), [(r, g) for r, grounds in READ_ON.items() for g in grounds])
def test_what_is_read_stands_out_from_its_ground(theme: Theme, read: str, ground: str) -> None:
    assert contrast(getattr(theme, read), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("ground", FOCUS_ON)
def test_the_focus_ring_can_be_seen(theme: Theme, ground: str) -> None:
    assert contrast(theme.focus, getattr(theme, ground)) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(
    ("selection", "ground"),
    [("selection", "window"), ("selection", "code_ground"), ("user_selection", "user_block")],
)
def test_what_is_selected_can_be_seen(theme: Theme, selection: str, ground: str) -> None:
    assert contrast(getattr(theme, selection), getattr(theme, ground)) >= 1.24


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_high_contrast_draws_borders_that_can_be_seen(theme: Theme) -> None:
    assert contrast(contrasted(theme).border, theme.surface) >= 4.5


def test_the_stylesheet_has_only_colours_of_the_theme() -> None:
    known = {value.name() for value in vars(DARK).values() if isinstance(value, QColor)}
    rules = stylesheet(DARK)
    used = {found.lower() for found in re.findall(r"(?<=[ :])#[0-9a-fA-F]{6}\b", rules)}
    assert used
    assert used <= known


def test_the_application_takes_on_the_theme_that_was_chosen(qapp: QApplication) -> None:
    before = qapp.palette(), qapp.styleSheet()
    appearance = Appearance(qapp, "light")
    seen: list[Theme] = []
    appearance.changed.connect(seen.append)
    try:
        assert appearance.theme == LIGHT
        appearance.set_mode("dark")
        assert appearance.theme == DARK
        assert qapp.palette().window().color() == DARK.window
        assert DARK.accent.name() in qapp.styleSheet()
        appearance.set_mode("dark")
        assert seen == [DARK]
        appearance.set_mode("system")
        system_is_dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
        assert appearance.theme == (DARK if system_is_dark else LIGHT)
    finally:
        qapp.setPalette(before[0])
        qapp.setStyleSheet(before[1])
        appearance.deleteLater()


def test_nothing_that_is_disabled_looks_operable(qapp: QApplication) -> None:
    made = palette(LIGHT)
    assert made.color(made.ColorGroup.Disabled, made.ColorRole.Text) == LIGHT.disabled


def test_zoom_scales_all_of_the_transcript(qapp: QApplication) -> None:
    assert message_font(2).pointSizeF() == pytest.approx(2 * message_font().pointSizeF(), rel=0.01)
    assert code_font(2).pointSizeF() == pytest.approx(2 * code_font().pointSizeF(), rel=0.01)
    assert code_font().pointSizeF() < message_font().pointSizeF()
    assert QFontInfo(code_font()).fixedPitch()


class DesktopWithIcons(QProxyStyle):
    """As on a desktop that gives the buttons of dialogs its own icons: a floppy disk for Save."""

    def styleHint(self, hint: QStyle.StyleHint, *arguments: object) -> int:
        if hint is QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, *arguments)


@pytest.mark.parametrize(("rules", "has_icon"), [("", True), (stylesheet(LIGHT), False)], ids=["Qt", "ours"])
def test_buttons_of_dialogs_have_no_icons(qapp: QApplication, rules: str, has_icon: bool) -> None:
    before = qapp.styleSheet()
    qapp.setStyle(DesktopWithIcons("Fusion"))
    qapp.setStyleSheet(rules)
    try:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save)
        assert box.buttons()[0].icon().isNull() is not has_icon
        box.deleteLater()
    finally:
        qapp.setStyle("Fusion")
        qapp.setStyleSheet(before)

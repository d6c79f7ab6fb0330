"""Every colour, distance and font of the window, in one place, and the application's look made of them."""

from dataclasses import dataclass, fields, replace
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.stylesheet import RULES

# All distances are steps of one grid, in device-independent pixels.
XS, S, M, L, XL = 4, 8, 12, 16, 24
RADIUS_CHIP, RADIUS_CARD, RADIUS_COMPOSER = 6, 8, 12
ICON = 16
SIDEBAR_WIDTH = 260
TEXT_COLUMN = 720
"""The widest that prose gets."""
WIDE_COLUMN = 960
"""The widest that tables and code get."""
NARROW_WINDOW = 700
"""Below this the sidebar lies over the transcript."""
COPIED_SHOWN = 1500
"""Milliseconds for which a button says that it has copied."""

_LINE = 20
"""Pixels of a line in a field or a button, at least."""

Mode = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Theme:
    """The colours of one appearance. What is read has at least 4.5:1 on its ground, focus rings 3:1."""

    dark: bool
    window: QColor
    surface: QColor
    sidebar: QColor
    text: QColor
    muted: QColor
    border: QColor
    border_strong: QColor
    """Around what can be operated."""
    hover: QColor
    pressed: QColor
    selection: QColor
    """Behind selected text; the text keeps its colour."""
    find: QColor
    """Behind each hit of a search."""
    find_current: QColor
    accent: QColor
    accent_hover: QColor
    accent_pressed: QColor
    on_accent: QColor
    disabled: QColor
    user_block: QColor
    user_selection: QColor
    """Behind selected text on `user_block`."""
    note: QColor
    note_ground: QColor
    warning: QColor
    warning_ground: QColor
    error: QColor
    error_ground: QColor
    moderation: QColor
    moderation_ground: QColor
    code_ground: QColor
    code_text: QColor
    code_comment: QColor
    code_keyword: QColor
    code_string: QColor
    code_number: QColor
    code_name: QColor
    """Functions, and what is defined."""
    code_type: QColor
    """Classes, types and built-ins."""
    code_operator: QColor
    code_error: QColor

    @property
    def focus(self) -> QColor:
        """The ring around what has the keyboard."""
        return self.accent


LIGHT = Theme(
    dark=False,
    window=QColor("#FAFAF8"),
    surface=QColor("#FFFFFF"),
    sidebar=QColor("#F2F2EF"),
    text=QColor("#1C1D1B"),
    muted=QColor("#62635E"),
    border=QColor("#E3E3DE"),
    border_strong=QColor("#CFCFC8"),
    hover=QColor("#E9E9E4"),
    pressed=QColor("#DEDED8"),
    selection=QColor("#C2E2E4"),
    find=QColor("#FFEDB3"),
    find_current=QColor("#FFCB57"),
    accent=QColor("#0B6E78"),
    accent_hover=QColor("#095D66"),
    accent_pressed=QColor("#074C53"),
    on_accent=QColor("#FFFFFF"),
    disabled=QColor("#A3A49E"),
    user_block=QColor("#E6F1F1"),
    user_selection=QColor("#9CCFD4"),
    note=QColor("#1C1D1B"),
    note_ground=QColor("#F1F1ED"),
    warning=QColor("#8A5A00"),
    warning_ground=QColor("#FFF6E0"),
    error=QColor("#B3261E"),
    error_ground=QColor("#FDECEA"),
    moderation=QColor("#6B3FA0"),
    moderation_ground=QColor("#F3ECFB"),
    code_ground=QColor("#F4F4F1"),
    code_text=QColor("#2B2C29"),
    code_comment=QColor("#6A6B65"),
    code_keyword=QColor("#8B3A8F"),
    code_string=QColor("#3C6B27"),
    code_number=QColor("#96490A"),
    code_name=QColor("#245FA6"),
    code_type=QColor("#0B6E78"),
    code_operator=QColor("#55564F"),
    code_error=QColor("#B3261E"),
)

DARK = Theme(
    dark=True,
    window=QColor("#171817"),
    surface=QColor("#1F2120"),
    sidebar=QColor("#121312"),
    text=QColor("#ECEDE8"),
    muted=QColor("#A3A59E"),
    border=QColor("#313432"),
    border_strong=QColor("#454945"),
    hover=QColor("#272A28"),
    pressed=QColor("#303432"),
    selection=QColor("#1F5359"),
    find=QColor("#4D4218"),
    find_current=QColor("#80640F"),
    accent=QColor("#5CC3CC"),
    accent_hover=QColor("#76D0D8"),
    accent_pressed=QColor("#4AABB4"),
    on_accent=QColor("#0E1413"),
    disabled=QColor("#656862"),
    user_block=QColor("#22383A"),
    user_selection=QColor("#2B6F77"),
    note=QColor("#ECEDE8"),
    note_ground=QColor("#242725"),
    warning=QColor("#F0C060"),
    warning_ground=QColor("#332A14"),
    error=QColor("#FF8A80"),
    error_ground=QColor("#3A1E1C"),
    moderation=QColor("#C9A7F5"),
    moderation_ground=QColor("#2D2440"),
    code_ground=QColor("#1A1C1B"),
    code_text=QColor("#DFE0DA"),
    code_comment=QColor("#8F928A"),
    code_keyword=QColor("#D5A5E3"),
    code_string=QColor("#A2CC8B"),
    code_number=QColor("#E6B07A"),
    code_name=QColor("#8CB8F0"),
    code_type=QColor("#5CC3CC"),
    code_operator=QColor("#B9BBB4"),
    code_error=QColor("#FF8A80"),
)


def contrasted(theme: Theme) -> Theme:
    """The same theme for somebody who asked the system for more contrast."""
    return replace(theme, border=theme.muted, border_strong=theme.text, muted=theme.text)


def ui_font() -> QFont:
    """The system's own font, at its own size."""
    return QGuiApplication.font()


def message_font(zoom: float = 1.0) -> QFont:
    font = ui_font()
    font.setPointSizeF(_points(font) * 1.07 * zoom)
    return font


def code_font(zoom: float = 1.0) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPointSizeF(_points(message_font(zoom)) * 0.93)
    return font


def _points(font: QFont) -> float:
    # A font that is given in pixels has no size in points of its own.
    return font.pointSizeF() if font.pointSizeF() > 0 else QFontInfo(font).pointSizeF()


def palette(theme: Theme) -> QPalette:
    """For what Qt itself paints: menus, tool tips, selections, check boxes."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.note_ground,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.border_strong,
        role.Shadow: theme.border_strong,
    }
    made = QPalette()
    for key, colour in colours.items():
        made.setColor(key, colour)
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, key, theme.disabled)
    return made


def stylesheet(theme: Theme, line: int = 0) -> str:
    """The application's one stylesheet, with the theme's colours.

    Args:
        line: pixels, of a line in the system's font. A least height that a stylesheet sets is the only one
            that Qt's layouts keep to: no field becomes lower than its words.
    """
    values = ((field.name, getattr(theme, field.name)) for field in fields(theme))
    return Template(RULES).substitute(
        {name: value.name() for name, value in values if isinstance(value, QColor)},
        focus=theme.focus.name(),
        line=f"{max(_LINE, line)}px",
        spaced_line=f"{max(_LINE, line) + XS}px",
    )


class Appearance(QObject):
    """Gives the application its look, and follows the system's light, dark and contrast settings.

    Signals:
        changed(Theme): the application has taken on another theme.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, mode: Mode = "system") -> None:
        super().__init__(app)
        self._app = app
        self._hints = app.styleHints()
        # Qt 6.10 knows the system's contrast.
        self._accessibility = self._hints.accessibility() if hasattr(self._hints, "accessibility") else None
        app.setStyle("Fusion")
        self._theme: Theme | None = None
        self._mode: Mode = mode
        self._hints.colorSchemeChanged.connect(self._refresh)
        if self._accessibility is not None:
            self._accessibility.contrastPreferenceChanged.connect(self._refresh)
        self.set_mode(mode)

    @property
    def theme(self) -> Theme:
        return self._theme or self._wanted()

    @property
    def mode(self) -> Mode:
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        self._mode = mode
        # Title bars and native dialogs follow too.
        match mode:
            case "light":
                self._hints.setColorScheme(Qt.ColorScheme.Light)
            case "dark":
                self._hints.setColorScheme(Qt.ColorScheme.Dark)
            case "system":
                self._hints.unsetColorScheme()
        self._refresh()

    def _wanted(self) -> Theme:
        dark = self._mode == "dark" or (
            self._mode == "system" and self._hints.colorScheme() is Qt.ColorScheme.Dark
        )
        theme = DARK if dark else LIGHT
        if (
            self._accessibility is not None
            and self._accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast
        ):
            theme = contrasted(theme)
        return theme

    def _refresh(self) -> None:
        theme = self._wanted()
        if theme == self._theme:
            return
        self._theme = theme
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(stylesheet(theme, QFontMetrics(self._app.font()).height()))
        self.changed.emit(theme)

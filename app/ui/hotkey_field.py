"""A field that takes the keys that are pressed while it has the keyboard, and not their letters."""

import sys

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from app.domain.hotkey import Chord, Modifier, chord, chord_fault
from app.ui.announcement import announce
from app.ui.hotkey_words import shown_chord, shown_modifiers
from app.ui.pressed_key import MODIFIER_KEYS, is_none
from app.ui.settings_values import PAGE_KEYS

_Key, _Held = Qt.Key, Qt.KeyboardModifier
_IS_MAC = sys.platform == "darwin"
_MODIFIERS = {
    # On macOS Qt calls Command what is Control elsewhere.
    Modifier.CTRL: _Held.MetaModifier if _IS_MAC else _Held.ControlModifier,
    Modifier.ALT: _Held.AltModifier,
    Modifier.SHIFT: _Held.ShiftModifier,
    Modifier.META: _Held.ControlModifier if _IS_MAC else _Held.MetaModifier,
}
_TURNING = [QKeySequence(keys) for keys in PAGE_KEYS]
_LOOK = 150
"""Milliseconds between two looks whether the keys are still held down."""


class HotkeyField(QLineEdit):
    """
    Signals:
        chosen(str): a chord that can be used, or "" when it was cleared.
        refused(str): why the keys that were pressed cannot be used, in one sentence.
    """

    chosen = Signal(str)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._chord: Chord | None = None
        # Who has grabbed the key gets all that happens until it is let go: no release may come to us.
        self._waiting = QTimer(self)
        self._waiting.setInterval(_LOOK)
        self._waiting.timeout.connect(self._look)
        self._show_held(())

    @property
    def value(self) -> str:
        """As `chord` reads it; "" for none."""
        return str(self._chord or "")

    def set_value(self, text: str) -> None:
        self._chord = chord(text)
        self._show_held(())

    def choose(self, text: str) -> None:
        """As if it had been pressed."""
        self.set_value(text)
        announce(self, self.text() or self.placeholderText())
        self.chosen.emit(self.value)

    def event(self, event: QEvent) -> bool:
        # Else what is a shortcut of the window does not come as a key. What turns the pages is none anyhow.
        if event.type() is QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            event.setAccepted(QKeySequence(event.keyCombination()) not in _TURNING)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = _Key(event.key())
        if key in MODIFIER_KEYS:
            self._waiting.start()
            self._show_held(_modifiers(event.modifiers() | MODIFIER_KEYS[key]))
        elif event.isAutoRepeat() or is_none(key):
            event.accept()
        elif (held := _modifiers(event.modifiers())) or not self._is_command(event):
            self._take((*held, QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)))

    def _is_command(self, event: QKeyEvent) -> bool:
        """Carries out what keys alone do here."""
        match event.key():
            case _Key.Key_Backspace | _Key.Key_Delete:
                self.choose("")
            case _Key.Key_Escape:
                self.focusNextChild()
            case _Key.Key_Return | _Key.Key_Enter:
                event.ignore()
            case _:
                return False
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        released = MODIFIER_KEYS.get(_Key(event.key()))
        if released is not None and self._waiting.isActive():
            self._follow(event.modifiers() & ~released)

    def _look(self) -> None:
        if not (held := QGuiApplication.queryKeyboardModifiers()):
            self._follow(held)

    def _follow(self, held: Qt.KeyboardModifier) -> None:
        """What is still held down while a key is waited for."""
        self._show_held(_modifiers(held))
        if not _modifiers(held):
            self._waiting.stop()
            self._say_nothing_came()

    def _say_nothing_came(self) -> None:
        self.refused.emit(self.tr("No key has arrived: another program may have it."))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_held(())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        was_waiting = self._waiting.isActive()
        self._waiting.stop()
        self._show_held(())
        # On X11 the window loses the keyboard to who has grabbed the key.
        if was_waiting and event.reason() is Qt.FocusReason.ActiveWindowFocusReason:
            self._say_nothing_came()

    def _take(self, names: tuple[str, ...]) -> None:
        self._waiting.stop()
        self._show_held(())
        pressed = chord("+".join(names))
        fault = chord_fault(pressed, is_mac=_IS_MAC) if pressed is not None else ""
        if pressed is not None and not fault:
            self.choose(str(pressed))
            return
        ctrl, alt, meta = (shown_modifiers((one,))[0] for one in (Modifier.CTRL, Modifier.ALT, Modifier.META))
        if fault:
            advice = self.tr("Take two together, such as {ctrl} with {alt}.").format(ctrl=ctrl, alt=alt)
            self.refused.emit(f"{fault} {advice}")
        elif set(names[:-1]) <= {Modifier.SHIFT}:
            self.refused.emit(
                self.tr("Hold {ctrl}, {alt} or {meta} with it: alone it is needed for writing.").format(
                    ctrl=ctrl, alt=alt, meta=meta
                )
            )
        else:
            self.refused.emit(self.tr("This key cannot be a hotkey everywhere. Choose another one."))

    def _show_held(self, held: tuple[Modifier, ...]) -> None:
        """What is held down so far, or what was chosen."""
        if held:
            self.setText("+".join((*shown_modifiers(held), "…")))
        else:
            self.setText(shown_chord(self._chord) if self._chord else "")
        words = self.tr("Press the keys") if self.hasFocus() else self.tr("No hotkey yet")
        self.setPlaceholderText(words)


def _modifiers(held: Qt.KeyboardModifier) -> tuple[Modifier, ...]:
    return tuple(one for one, flag in _MODIFIERS.items() if held & flag)

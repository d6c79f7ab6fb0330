"""The quick prompt: a small window that is called by a key, answers, and goes away again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QCursor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QScreen,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QVBoxLayout

from app.domain.hotkey import Press
from app.services.quick_chat import QuickChat
from app.ui.enter_key import pressed_by_enter
from app.ui.quick_prompt.pane import QuickPane
from app.ui.quick_prompt.placing import brought_onto, most_height_on, moved_onto, place_on, width_on
from app.ui.quick_prompt.surface import Surface

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.conversation import ConversationId
    from app.domain.ports import Foreground
    from app.domain.quick_action import QuickAction
    from app.services.library import Library
    from app.services.providers import Providers
    from app.services.tasks import TaskScope
    from app.services.translation import LiveTranslation
    from app.ui.theme import Appearance, Theme
    from app.ui.transcript.view import Transcript

_GONE_AFTER = 100
"""Milliseconds without the keyboard: between two windows of one program nobody has it for a moment."""
_NO_PRESS = Press()


class QuickPrompt(Surface):
    """Made beforehand, so that it appears at once. While it is hidden it draws nothing, and answers go on.

    Signals:
        opened(Chat, Draft): show this conversation in the main window; what was written and not sent is its
            draft. It is kept from now on, if it has begun.
        settings_requested()
        quit_requested(): the user wants the whole program to end.
        language_chosen(str): the user wants translations into this one, by its English name.
        hidden(): it is not to be seen any more.
    """

    opened = Signal(object, object)
    settings_requested = Signal()
    quit_requested = Signal()
    language_chosen = Signal(str)
    hidden = Signal()

    def __init__(
        self,
        library: Library,
        providers: Providers,
        tasks: TaskScope,
        appearance: Appearance,
        foreground: Foreground,
        make_transcript: Callable[[], Transcript],
    ) -> None:
        """`make_transcript` makes one with `verbs=VERBS`."""
        super().__init__()
        self.setObjectName("quickPrompt")
        self.setWindowTitle("Rivulet quick prompt")
        self.setAccessibleName(self.tr("Quick prompt"))
        self._library = library
        self._providers = providers
        self._foreground = foreground
        self._chat = QuickChat(library)
        self._tasks = tasks
        self._languages = ("", "English")
        self.pane = QuickPane(providers, _on_card(appearance.theme), make_transcript, self._make_translation)
        self._had_keyboard = False
        """Since it was shown: some desktops give it late."""
        self._dragged_to: tuple[str, QPoint] | None = None
        """The screen, by its name, and the card's upper left corner."""
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(_GONE_AFTER)
        column = QVBoxLayout(self)
        column.setContentsMargins(self.room)
        column.addWidget(self.pane)
        self.setFocusProxy(self.pane)
        self._connect_signals(appearance)
        self._add_keys()
        self._fit()
        self._warm_up()

    def _connect_signals(self, appearance: Appearance) -> None:
        appearance.changed.connect(self._set_theme)
        self._leaving.timeout.connect(self._on_left)
        cast("QGuiApplication", QGuiApplication.instance()).focusWindowChanged.connect(self._on_focus_moved)
        self.pane.resized.connect(self._fit)
        self.pane.settings_requested.connect(self.settings_requested)
        self.pane.window_requested.connect(self.open_in_window)
        self.pane.translating.language_chosen.connect(self.language_chosen)
        self.pane.foot.new_requested.connect(self.begin_anew)

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Esc": self._on_escape,
            "Ctrl+Return": self.open_in_window,
            "Ctrl+Enter": self.open_in_window,
            "Ctrl+N": self.begin_anew,
            "Ctrl+T": self.pane.foot.toggle_translation,
            "Ctrl+P": self.pane.foot.toggle_pin,
            "Ctrl+Shift+C": self.pane.copy_answer,
            "Ctrl+L": self.pane.line.input.setFocus,
            "Ctrl+W": self.put_away,
            "Ctrl+Q": self.quit_requested.emit,
            "Ctrl+,": self.settings_requested.emit,
        }
        for key, deed in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(deed)

    # What is asked of it

    def summon(self, text: str = "", press: Press = _NO_PRESS) -> None:
        """Shows it where the pointer is, with the keyboard in it; hides it, if it is there already.

        Args:
            text: is added to what is written, and it is not hidden then; a blank one is none.
            press: what the desktop wants to see before a window takes the keyboard.
        """
        text = text if text.strip() else ""
        has_keyboard = self.isVisible() and (self.isActiveWindow() or self._leaving.isActive())
        if has_keyboard and not text:
            self.put_away()
            return
        if not has_keyboard:
            self._foreground.remember()
        if self.isHidden():
            self._appear()
        self.pane.show_provider(self._providers.current)
        if text:
            self.pane.line.add_text(text)
        self.raise_()
        self.pane.line.input.setFocus()
        self._foreground.take(int(self.winId()), press)
        self.activateWindow()

    def put_away(self) -> None:
        """Hides it; the keyboard goes back to where it was."""
        self._disappear()
        self._foreground.give_back()

    def open_in_window(self) -> None:
        """Hands the conversation over to the main window, while its answer streams on."""
        draft = self.pane.asking.draft()
        self.pane.asking.clear()
        self._disappear()
        self.opened.emit(self._chat.hand_over(), draft)

    def begin_anew(self) -> None:
        """Forgets the conversation, and what was brought along to it; what is typed stays."""
        self.pane.asking.context.clear()
        self.pane.show_chat(None)
        self.pane.show_chat(self._chat.begin())
        self.pane.line.input.setFocus()

    def has(self, conversation_id: ConversationId) -> bool:
        """Whether it is the one that is shown here, now or when this is summoned."""
        return self._chat.chat.conversation.id == conversation_id

    def is_looked_at(self, conversation_id: ConversationId) -> bool:
        """Whether the user has it before the eyes."""
        return self.isVisible() and self.has(conversation_id)

    def set_zoom(self, zoom: float) -> None:
        """Of the answer; 1.0 is the system's own size."""
        self.pane.set_zoom(zoom)

    def set_actions(self, actions: Sequence[QuickAction]) -> None:
        self.pane.asking.bar.set_actions(actions)

    def set_languages(self, source: str, target: str) -> None:
        """Their English names: from which and into which is translated; a source of "" is detected."""
        self._languages = "" if source == target else source, target
        self.pane.asking.language = target
        self.pane.translating.set_languages(*self._languages)

    # How it is done

    def _make_translation(self) -> LiveTranslation:
        from app.services.translation import LiveTranslation

        source, target = self._languages
        return LiveTranslation(self._providers, self._tasks, source=source, target=target)

    def _appear(self) -> None:
        self._had_keyboard = False
        self.pane.show_chat(self._chat.take_up())
        self._chat.seen()
        self.prepare_to_show()
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        self.setScreen(screen)
        self._fit(screen)
        card = self.rect().marginsRemoved(self.room)
        self.move(self._place_on(screen, card.size()) - card.topLeft())
        self.show()

    def _place_on(self, screen: QScreen, size: QSize) -> QPoint:
        """Where the user has dragged it to, as long as the pointer is on that screen."""
        available = screen.availableGeometry()
        if self._dragged_to is None or self._dragged_to[0] != screen.name():
            return place_on(available, size)
        return brought_onto(available, QRect(self._dragged_to[1], size))

    def _disappear(self) -> None:
        self._leaving.stop()
        if self.was_dragged and self.isVisible():
            corner = self.geometry().marginsRemoved(self.room).topLeft()
            self._dragged_to = self.screen().name(), corner
        self.hide()
        self.pane.show_chat(None)
        self._chat.leave()
        self.hidden.emit()

    def _fit(self, screen: QScreen | None = None) -> None:
        """As high as its content, in the limits of its screen, on which it stays."""
        available = (screen or self.screen()).availableGeometry()
        width = width_on(available)
        height = self.pane.fit(width, most_height_on(available))
        self.resize(QSize(width, height).grownBy(self.room))
        if self.isVisible():
            card = self.geometry().marginsRemoved(self.room)
            self.move(self.pos() + moved_onto(available, card) - card.topLeft())

    def _warm_up(self) -> None:
        """The native window, the layout, the fonts and the icons, before they are waited for."""
        self.pane.show_provider(self._providers.current)
        self.prepare_to_show()
        self.winId()
        self.grab()

    def _set_theme(self, theme: Theme) -> None:
        self.pane.set_theme(_on_card(theme))

    def _on_escape(self) -> None:
        if not self.pane.line.input.is_composing() and not self.pane.step_back():
            self.put_away()

    def _on_focus_moved(self) -> None:
        if self._has_keyboard():
            self._had_keyboard = True
            self._leaving.stop()
            self.is_dragged = False
            self.hold_on_top(True)
        elif self._had_keyboard and self.isVisible():
            self._leaving.start()

    def _on_left(self) -> None:
        if not self.isVisible() or self._has_keyboard():
            return
        if self.is_dragged:
            self._leaving.start()  # it may be left in the end
            return
        if not self.pane.foot.is_pinned:
            self._disappear()
            return
        # It lies over other programs' windows, and over none of our own in which one writes.
        ours = QApplication.activeWindow()
        self.hold_on_top(ours is None)
        if ours is not None:
            ours.raise_()

    def _has_keyboard(self) -> bool:
        """This window, or a menu or dialog of it."""
        popup = QApplication.activePopupWidget()
        # A list of matches is nobody's child, and leaves the keyboard to its field.
        active = (popup.focusProxy() or popup) if popup is not None else QApplication.activeWindow()
        while active is not None and active is not self:
            active = active.parentWidget()
        return active is self

    # Events

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.isVisible():
            self.put_away()
        super().closeEvent(event)


def _on_card(theme: Theme) -> Theme:
    """The answer stands on the card, not on a window of its own."""
    return replace(theme, window=theme.surface)

"""What is at hand while the window is not: the tray, the hotkey, the quick prompt, live translation, news."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.adapters.autostart import desktop_autostart
from app.adapters.foreground import desktop_foreground
from app.adapters.hotkey import desktop_hotkey
from app.boot.opening import Opening, Verb
from app.boot.own_command import own_command
from app.domain.conversation import ConversationId
from app.domain.hotkey import Press
from app.services.hotkey import HotkeyHolder
from app.ui.desktop_preferences import DesktopPreferences
from app.ui.hotkey_words import shown_trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from app.boot.profile import Profile
    from app.domain.settings import Settings
    from app.services.chat import Chat
    from app.services.library import Library
    from app.services.providers import Providers
    from app.services.tasks import TaskScope
    from app.ui.composer import Draft
    from app.ui.preferences import Preferences
    from app.ui.theme import Appearance
    from app.ui.transcript.verb import Verb as MessageVerb
    from app.ui.transcript.view import Transcript
    from app.ui.translation.window import TranslationWindow
    from app.ui.window import MainWindow

_REFRESH = 100
"""Milliseconds at least between two times that the tray is told what goes on."""
_NO_PRESS = Press()


class AtHand(QObject):
    """Made with the window, and brought to life by `begin` when that has been painted and filled.

    Signals:
        summoned(): something was shown in which the user will ask for an answer.
    """

    summoned = Signal()

    def __init__(
        self, window: MainWindow, tasks: TaskScope, appearance: Appearance, opening: Opening, profile: Profile
    ) -> None:
        """
        Args:
            opening: what this start is to show.
            profile: what login, and the desktop's own shortcuts, are to start the program with.
        """
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._appearance = appearance
        self._opening = opening
        self._early = [] if opening.has_window else [opening]
        """What is to be shown as soon as there is something to show it with; the window is there already."""
        self._has_begun = False
        self._foreground = desktop_foreground()
        self._desktop_hotkey = desktop_hotkey(own_command())
        self._hotkey = HotkeyHolder(self._desktop_hotkey, tasks, self._summon)
        self._translation: TranslationWindow | None = None
        self.preferences = DesktopPreferences(
            hotkey=self._hotkey,
            autostart=desktop_autostart(own_command(profile, "--background")),
            tasks=tasks,
            has_tray=lambda: self._has_begun and self._tray.is_available,
            command=shlex.join(own_command(profile, "quick")),
        )

    async def begin(
        self,
        library: Library,
        providers: Providers,
        preferences: Preferences,
        make_transcript: Callable[[Container[MessageVerb]], Transcript],
    ) -> None:
        """Makes the parts one after the other: none of them holds up who types already."""
        self._library, self._providers, self._preferences = library, providers, preferences
        self._make_quick_prompt(make_transcript)
        await asyncio.sleep(0)
        self._make_tray()
        await asyncio.sleep(0)
        self._make_news()
        self._connect_signals()
        self._has_begun = True
        self._take_settings(preferences.settings)
        self._hotkey.claim(preferences.settings.presence.hotkey)
        self._show_state()
        for opening in self._early:
            self._show(opening)

    async def close(self) -> None:
        """Gives back the key and the place in the tray."""
        if self._translation is not None:
            self._translation.hide()  # which ends its request
        if self._has_begun:
            self._quick.hide()
            self._tray.close()
            await self._notifier.close()
        await self._desktop_hotkey.close()

    def make_ready(self) -> None:
        """For an answer in the quick prompt: what it is made of is loaded."""
        self._quick.pane.make_answer()

    def open(self, opening: Opening) -> None:
        """Another start wants to see this."""
        if self._has_begun:
            self._show(opening)
        else:
            self._early.append(opening)

    # The parts

    def _make_quick_prompt(self, make_transcript: Callable[[Container[MessageVerb]], Transcript]) -> None:
        from app.ui.quick_prompt.pane import VERBS
        from app.ui.quick_prompt.window import QuickPrompt

        self._quick = QuickPrompt(
            self._library,
            self._providers,
            self._tasks,
            self._appearance,
            self._foreground,
            lambda: make_transcript(VERBS),
        )

    def _make_tray(self) -> None:
        from app.ui.residence import Beginning, Residence
        from app.ui.tray.tray import Tray

        begun = {Verb.QUICK: Beginning.QUICK, Verb.BACKGROUND: Beginning.BACKGROUND}
        self._tray = Tray(self)
        self._residence = Residence(
            self._window,
            self._tray,
            self._preferences.settings.presence,
            begun=begun.get(self._opening.verb, Beginning.WINDOW),
            is_busy=lambda: self._library.is_busy,
        )
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH)

    def _make_news(self) -> None:
        from app.adapters.notifications import desktop_notifier
        from app.boot import resources
        from app.services.unseen import UnseenEnds
        from app.ui.tray.messages import TrayMessages

        self._notifier = desktop_notifier(resources.icon()) or TrayMessages(self._tray)
        self._unseen = UnseenEnds(
            self._library,
            self._notifier,
            self._tasks,
            is_seen=self._is_seen,
            on_clicked=self._on_news_clicked,
            presence=self._preferences.settings.presence,
        )

    def _connect_signals(self) -> None:
        # The tray
        tray = self._tray
        tray.quick_requested.connect(self._summon)
        tray.new_chat_requested.connect(self._on_new_chat_requested)
        tray.window_requested.connect(self._on_window_requested)
        tray.conversation_chosen.connect(self._open_conversation)
        tray.translate_requested.connect(self._open_translation)
        tray.settings_requested.connect(self._open_settings)
        tray.quit_requested.connect(self._window.quit)
        tray.notifications_paused.connect(self._on_notifications_paused)
        tray.available_changed.connect(self.preferences.show_tray)
        self._residence.stayed.connect(self._on_stayed)
        self._refresh.timeout.connect(self._show_state)
        self._library.subscribe(self._on_library_changed)
        self._library.activities.is_seen = self._is_before_the_eyes
        # The hotkey
        self._hotkey.subscribe(self._show_hotkey)
        # The quick prompt
        self._quick.opened.connect(self._on_opened)
        self._quick.settings_requested.connect(self._open_settings)
        self._quick.quit_requested.connect(self._window.quit)
        self._quick.language_chosen.connect(self._on_language_chosen)
        self._quick.hidden.connect(self._residence.quick_hidden)
        # The window
        self._window.translate_requested.connect(self._open_translation)
        self._window.looked_at.connect(self._unseen.look_again)
        self._preferences.settings_changed.connect(self._take_settings)
        self._preferences.provider_changed.connect(self._show_provider)

    def _show(self, opening: Opening) -> None:
        match opening.verb:
            case Verb.SHOW:
                self._show_window(Press(token=opening.token))
            case Verb.NEW_CHAT:
                self._window.new_chat()
                self._show_window(Press(token=opening.token))
            case Verb.QUICK:
                press = Press(token=opening.token)
                if opening.text:
                    self._summon(press, opening.text)
                else:  # a key of the desktop's own settings has been pressed, as a rule
                    self._hotkey.press(press)
            case Verb.BACKGROUND:
                pass

    # What happens

    def _summon(self, press: Press = _NO_PRESS, text: str = "") -> None:
        if self._window.has_quit:
            return
        self._quick.summon(text, press)
        if self._quick.isVisible():
            self._residence.quick_shown()
            self._unseen.look_again()
            self.summoned.emit()

    def _show_window(self, press: Press = _NO_PRESS) -> None:
        if self._window.has_quit:
            return
        self._window.show()
        self._foreground.take(int(self._window.winId()), press)
        self._window.bring_to_front()

    def _on_window_requested(self) -> None:
        """The icon brings the window, and takes it away again."""
        # One that was hidden counts as the active one for another tenth of a second.
        is_before_the_eyes = self._window.isVisible() and self._window.isActiveWindow()
        if is_before_the_eyes and self._window.stays_when_closed():
            self._window.close()
        else:
            self._show_window()

    def _on_new_chat_requested(self) -> None:
        self._window.new_chat()
        self._show_window()

    def _open_conversation(self, conversation_id: str, press: Press = _NO_PRESS) -> None:
        self._window.open_chat(ConversationId(conversation_id))
        self._show_window(press)

    def _open_settings(self) -> None:
        self._show_window()
        self._window.settings_requested.emit()

    def _on_opened(self, chat: Chat, draft: Draft) -> None:
        self._window.show_chat(chat)
        self._window.pane.composer.add(draft)
        self._show_window()

    def _on_news_clicked(self, conversation_id: ConversationId, press: Press) -> None:
        if self._quick.has(conversation_id):
            self._summon(press)
        else:
            self._open_conversation(conversation_id, press)

    def _on_notifications_paused(self, paused: bool) -> None:
        self._unseen.paused = paused

    def _on_stayed(self, words: str) -> None:
        telling = self._notifier.show("stayed", "Rivulet", words, self._show_window)
        self._tasks.start("tell where the program is", telling)

    def _on_library_changed(self) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    def _is_before_the_eyes(self, chat: Chat) -> bool:
        is_in_quick = self._quick.is_looked_at(chat.conversation.id)
        return chat.is_watched and (self._window.isVisible() or is_in_quick)

    def _is_seen(self, conversation_id: ConversationId) -> bool:
        return self._window.is_looked_at(conversation_id) or self._quick.is_looked_at(conversation_id)

    def _take_settings(self, settings: Settings) -> None:
        self._unseen.presence = settings.presence
        self._residence.set_presence(settings.presence)
        self._show_provider()
        self._quick.set_actions(settings.quick_actions)
        self._quick.set_zoom(settings.zoom / 100)
        self._quick.set_languages(settings.translate_from, _target(settings))

    def _show_provider(self) -> None:
        self._quick.pane.show_provider(self._providers.current)

    def _show_hotkey(self) -> None:
        state = self._hotkey.state
        self._residence.set_hotkey(state.is_active)
        self._tray.set_trigger(shown_trigger(state) if state.is_active else "")

    def _show_state(self) -> None:
        from app.ui.tray.state import tray_state

        self._tray.set_state(*tray_state(self._library.activities.summary()))
        self._tray.set_recent([(one.id, one.title) for one in self._library.recent()])

    # Live translation

    def _open_translation(self) -> None:
        """Made when it is first wanted: most runs never do."""
        if self._translation is None:
            self._translation = self._made_translation()
        self._translation.bring_to_front()
        self.summoned.emit()

    def _made_translation(self) -> TranslationWindow:
        from app.services.translation import LiveTranslation
        from app.ui.translation.window import TranslationWindow

        settings = self._preferences.settings
        live = LiveTranslation(
            self._providers,
            self._tasks,
            source=settings.translate_from,
            target=_target(settings),
        )
        made = TranslationWindow(live)
        made.setWindowIcon(self._window.windowIcon())
        made.languages_changed.connect(self._on_languages_changed)
        made.settings_requested.connect(self._open_settings)
        for key, deed in (("Ctrl+Q", self._window.quit), ("Ctrl+,", self._open_settings)):
            QShortcut(QKeySequence(key), made).activated.connect(deed)
        return made

    def _on_language_chosen(self, target: str) -> None:
        self._on_languages_changed(self._preferences.settings.translate_from, target)

    def _on_languages_changed(self, source: str, target: str) -> None:
        settings = replace(self._preferences.settings, translate_from=source, translate_to=target)
        self._preferences.store(settings)


def _target(settings: Settings) -> str:
    """The English name of the language to translate into: the system's, where none was chosen."""
    system = QLocale.system().language()
    spoken = "English" if system is QLocale.Language.C else QLocale.languageToString(system)
    return settings.translate_to or spoken

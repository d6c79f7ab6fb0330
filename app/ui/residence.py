"""Whether the program stays while its window is not there, and that it is never out of reach then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.domain.presence import Presence

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.tray.tray import Tray
    from app.ui.window import MainWindow

STAYED = "Rivulet goes on in the tray: click its icon for the window, or choose Quit in its menu."


class Beginning(Enum):
    """How the program was begun."""

    WINDOW = auto()
    QUICK = auto()
    """With the quick prompt alone."""
    BACKGROUND = auto()
    """At login, with nothing to be seen."""


@dataclass(frozen=True)
class Patience:
    """Seconds for which a program that cannot be seen is left alone."""

    after_tray: float = 10
    """The tray has gone: panels are restarted."""
    at_login: float = 30
    """There is no tray yet: panels begin late."""
    after_quick: float = 300
    """The quick prompt was hidden, and there is no way to call it but to begin the program anew."""


class _Remedy(Enum):
    SHOW = auto()
    SHOW_MINIMISED = auto()
    END = auto()


class Residence(QObject):
    """Decides what closing the window means, and looks after a program whose window is hidden.

    Signals:
        stayed(str): the window was closed and the program stays, for the first time since the user chose so;
            where it is, in words.
    """

    stayed = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        tray: Tray,
        presence: Presence,
        *,
        begun: Beginning = Beginning.WINDOW,
        is_busy: Callable[[], bool],
        patience: Patience | None = None,
    ) -> None:
        """
        Args:
            is_busy: whether any answer is being written: the program does not end by itself then.
        """
        super().__init__(window)
        self._window, self._tray, self._presence = window, tray, presence
        self._begun = begun
        self._is_busy = is_busy
        self._patience = patience or Patience()
        self._is_told = presence.close_to_tray
        """Who chose it in an earlier run knows where the program is."""
        self._has_hotkey = self._has_quick = False
        self._remedy: _Remedy | None = None
        """What is done when the time is over."""
        self._time = QTimer(self)
        self._time.setSingleShot(True)
        self._time.timeout.connect(self._on_time)
        window.stays_when_closed = self._stays
        window.closing.connect(self._review)
        window.installEventFilter(self)
        tray.available_changed.connect(self._review)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # A logout: who only hid the window would hold it up.
        app.commitDataRequest.connect(window.quit)
        self._review()

    def set_presence(self, presence: Presence) -> None:
        """The user has chosen anew."""
        self._presence = presence

    def set_hotkey(self, is_active: bool) -> None:
        """Whether a key calls the quick prompt."""
        self._has_hotkey = is_active
        self._review()

    def quick_shown(self) -> None:
        """The quick prompt is there."""
        self._has_quick = True
        self._review()

    def quick_hidden(self) -> None:
        self._has_quick = False
        self._review()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            if self._window.isVisible():
                self._begun = Beginning.WINDOW
            self._review()
        return False

    # What happens

    def _stays(self) -> bool:
        stays = self._presence.close_to_tray and self._tray.is_available
        if stays and not self._is_told:
            self._is_told = True
            self.stayed.emit(STAYED)
        return stays

    def _review(self) -> None:
        """Something has changed: what the user can reach the program by, or whether that is needed."""
        self._tray.keep_looking(not self._window.has_quit and not self._window.isVisible())
        remedy = self._wanted()
        if remedy is self._remedy:
            return
        self._remedy = remedy
        if remedy is None:
            self._time.stop()
        else:
            self._time.start(round(self._seconds(remedy) * 1000))

    def _wanted(self) -> _Remedy | None:
        if self._window.has_quit or self._window.isVisible() or self._tray.is_available:
            return None
        match self._begun:
            case Beginning.WINDOW:
                return _Remedy.SHOW
            case Beginning.QUICK:
                return None if self._has_hotkey or self._has_quick else _Remedy.END
            case Beginning.BACKGROUND:
                return None if self._has_hotkey or self._has_quick else _Remedy.SHOW_MINIMISED

    def _seconds(self, remedy: _Remedy) -> float:
        match remedy:
            case _Remedy.SHOW:
                return self._patience.after_tray
            case _Remedy.SHOW_MINIMISED:
                return self._patience.at_login
            case _Remedy.END:
                return self._patience.after_quick

    def _on_time(self) -> None:
        remedy, self._remedy = self._remedy, None
        if self._wanted() is not remedy:  # a tray has come that told nobody
            self._review()
        elif remedy is _Remedy.SHOW:
            # Whoever writes elsewhere goes on writing there.
            self._window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self._window.show()
            self._window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)
        elif remedy is _Remedy.SHOW_MINIMISED:
            self._window.showMinimized()
        elif self._is_busy():
            self._review()
        else:
            self._window.quit()

"""Where a link really leads, in a quiet line at the lower left, before anybody follows it."""

import unicodedata
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.markdown.html import SAFE_SCHEMES
from app.ui.theme import M, S
from app.ui.transcript.text.inline import FOOTNOTE

_Form = QUrl.ComponentFormattingOption


@dataclass(frozen=True, slots=True)
class Destination:
    """What a link says about where it leads, as the program that opens it will read it."""

    before: str
    host: str
    """In the form in which it is asked for: "xn--…" cannot be taken for the name that it looks like."""
    after: str

    @staticmethod
    def of(link: str) -> "Destination":
        if link.startswith(FOOTNOTE):
            return Destination("Footnote ", link.removeprefix(FOOTNOTE), "")
        url = QUrl(link)
        scheme = url.scheme().lower()
        if scheme not in SAFE_SCHEMES:
            return Destination("not opened: ", scheme or "no address", "")
        if scheme == "mailto":
            return Destination("mailto:", _readable(url.path(_Form.FullyDecoded)), "")
        host = url.host(_Form.FullyEncoded)
        if not host:
            return Destination("not opened: ", "no address", "")
        user = url.userInfo(_Form.FullyEncoded)
        after = f":{url.port()}" if url.port() >= 0 else ""
        after += _readable(url.path(_Form.FullyDecoded)) or "/"
        after += "?" + _readable(url.query(_Form.PrettyDecoded)) if url.hasQuery() else ""
        return Destination(
            f"{scheme}://" + (f"{user}@" if user else ""), f"[{host}]" if ":" in host else host, after
        )

    @property
    def text(self) -> str:
        return self.before + self.host + self.after


class LinkLine(QLabel):
    """Hidden while there is no link to look at. It takes no clicks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("linkLine")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._link = ""
        self._ground = parent
        parent.installEventFilter(self)
        self.hide()

    def look_at(self, link: str) -> None:
        """Shows where it leads; "" hides the line."""
        if link == self._link and self.isHidden() is not bool(link):
            return
        self._link = link
        self.setVisible(bool(link))
        if link:
            self._place()

    def _place(self) -> None:
        destination = Destination.of(self._link)
        room = self._ground.width() * 2 // 3
        self.setText(_markup(destination, QFontMetrics(self.font()), room - 2 * M))
        self.setAccessibleName(destination.text)
        self.adjustSize()
        self.move(S, self._ground.height() - self.height() - S)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)


def _markup(destination: Destination, metrics: QFontMetrics, room: int) -> str:
    """The host in bold. What is too long is cut where it says the least: a host keeps its end."""
    before = metrics.elidedText(destination.before, Qt.TextElideMode.ElideMiddle, room // 4)
    room -= metrics.horizontalAdvance(before)
    # Bold is wider by about a tenth.
    host = metrics.elidedText(destination.host, Qt.TextElideMode.ElideLeft, room * 9 // 10)
    room -= metrics.horizontalAdvance(host) * 11 // 10
    after = metrics.elidedText(destination.after, Qt.TextElideMode.ElideRight, max(room, 0))
    return f"{escape(before)}<b>{escape(host)}</b>{escape(after)}"


def _readable(text: str) -> str:
    """With the codes of what cannot be seen, or would set the line in another order."""
    return "".join(
        "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))
        if unicodedata.category(letter)[0] in "CZ" or unicodedata.bidirectional(letter) in ("R", "AL")
        else letter
        for letter in text
    )

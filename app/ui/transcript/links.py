"""Following a link: out of the program, or to a footnote of the same message."""

import re

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.domain.markdown.html import SAFE_SCHEMES
from app.ui.transcript.page import Page
from app.ui.transcript.selection import Place, Selection
from app.ui.transcript.sight import bring_into_view
from app.ui.transcript.text.inline import FOOTNOTE


def follow(page: Page, message: int, link: str) -> None:
    """Hands a link of a message to the system, if it is of a kind that a text may lead to."""
    url = QUrl(link)
    if link.startswith(FOOTNOTE):
        _show_footnote(page, message, link.removeprefix(FOOTNOTE))
    elif url.scheme().lower() in SAFE_SCHEMES and not QDesktopServices.openUrl(url):
        page.link_failed.emit(link)


def _show_footnote(page: Page, message: int, label: str) -> None:
    """Selects the first letter of its definition, so that the eye finds it."""
    definition = re.compile(rf"^[ \t>]*\[\^{re.escape(label)}\]:", re.MULTILINE)
    for number, (_, item) in enumerate(page.stack.messages[message].items()):
        if definition.search(item.source):
            end = item.ensure(page.stack.style).characterCount() - 1
            page.select(Selection(Place(message, number, 0), Place(message, number, end)))
            bring_into_view(page, Selection(Place(message, number, 0), Place(message, number, 0)))
            return

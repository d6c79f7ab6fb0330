"""The button of the composer for what is rarely wanted: where the answer is made, and what is sent."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget, QWidgetAction

from app.ui.icons import put_icon
from app.ui.theme import XL, M, S

_KEPT_THERE = "They go on when the connection breaks. The provider keeps each one until it has been fetched."
_NOT_THERE = "The server that answers cannot do this."
_NOT_TEMPORARY = "The provider would have to keep the answer. Of a temporary conversation nothing is kept."
_EXPLAINED_WIDTH = 280


class ComposerOptions(QToolButton):
    """
    Signals:
        background_chosen(bool): answers are to be made at the provider, or not any more.
        temporary_chosen(bool): the empty conversation that is shown is to be temporary, or not.
        outgoing_requested(): the user wants to see what would be sent.
        wanted(): the menu is about to be shown; what it is to say can be set now.
    """

    background_chosen = Signal(bool)
    temporary_chosen = Signal(bool)
    outgoing_requested = Signal()
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_empty = True
        """Nothing has been said in this conversation: it can still become a temporary one."""
        self.is_temporary = False
        self._can_run_there = False
        self._runs_there = False
        self.setObjectName("composerOptionsButton")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        put_icon(self, "equalizer-line", self.tr("Options"))
        self.clicked.connect(self._open)

    def set_background(self, *, possible: bool, chosen: bool) -> None:
        """Whether the provider can make answers by itself, and whether the user wants it to."""
        self._can_run_there, self._runs_there = possible, chosen

    def _open(self) -> None:
        self.wanted.emit()
        menu = self._menu()
        # Not as the button's own menu: Qt runs that in a loop of its own.
        size = menu.sizeHint()
        menu.popup(self.mapToGlobal(QPoint(self.width() - size.width(), -size.height())))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("composerOptions")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        there = menu.addAction(self.tr("Make answers at the provider"))
        there.setObjectName("makeAtProviderAction")
        is_possible = self._can_run_there and not self.is_temporary
        there.setCheckable(True)
        there.setChecked(self._runs_there and is_possible)
        there.setEnabled(is_possible)
        there.toggled.connect(self.background_chosen)
        why_not = _NOT_TEMPORARY if self._can_run_there else _NOT_THERE
        menu.addAction(_Explained(self.tr(_KEPT_THERE if is_possible else why_not), menu))
        if self.is_empty:
            temporary = menu.addAction(self.tr("Temporary conversation"))
            temporary.setObjectName("temporaryAction")
            temporary.setCheckable(True)
            temporary.setChecked(self.is_temporary)
            temporary.toggled.connect(self.temporary_chosen)
        menu.addSeparator()
        outgoing = menu.addAction(self.tr("What goes out…"))
        outgoing.setObjectName("outgoingAction")
        outgoing.triggered.connect(self.outgoing_requested)
        return menu


class _Explained(QWidgetAction):
    """A line below an entry that says more of it."""

    def __init__(self, words: str, menu: QMenu) -> None:
        super().__init__(menu)
        label = QLabel(words)
        label.setProperty("role", "line")
        label.setWordWrap(True)
        label.setFixedWidth(_EXPLAINED_WIDTH)
        label.setContentsMargins(XL + 2, 0, M, S)
        self.setDefaultWidget(label)
        self.setEnabled(False)

"""The page of the settings that says which program this is, and whether there is a newer version."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.release import Release
from app.ui.announcement import announce
from app.ui.copy_button import CopyButton
from app.ui.form_rows import add_check, explanation, heading, line, say
from app.ui.theme import XL, XS, L, M, S, ui_font

_ICON = 56


class AboutForm(QWidget):
    """
    Signals:
        check_requested(): the user wants to know now whether there is a newer version.
        page_requested(str): open this address; "" is the project's own.
        licences_requested(): show the licences.
    """

    check_requested = Signal()
    page_requested = Signal(str)
    licences_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(XL, XL, XL, 0)
        self._column.setSpacing(XS)
        self._add_program()
        self._column.addSpacing(L)
        self._add_updates()
        self._column.addSpacing(L)
        self._add_licences()
        self._column.addStretch()
        self._release: Release | None = None

    def show_program(self, icon: QIcon, versions: str) -> None:
        """
        Args:
            versions: of the program and what it stands on, a line for each, as a report of a fault has them.
        """
        self._icon.setPixmap(icon.pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        self._versions.setText(versions)
        self._copy.offer()

    def show_source(self, updates_by: str, *, is_offline: bool) -> None:
        """Where new versions come from.

        Args:
            updates_by: who brings them, if the program is not to look for them; else "".
            is_offline: this run uses no network.
        """
        for widget in (self._check, self._about_check, self._now):
            widget.setVisible(not updates_by)
        self._now.setEnabled(not is_offline)
        if updates_by:
            say(self._status, self.tr("Updates come from {}.").format(updates_by))
        elif is_offline:
            say(self._status, self.tr("This run uses no network."))

    def show_value(self, check_updates: bool) -> None:
        self._check.setChecked(check_updates)

    @property
    def check_updates(self) -> bool:
        return self._check.isChecked()

    def show_status(self, words: str, kind: str = "") -> None:
        """What a check has found, or why it could not; "" takes it away."""
        self._release = None
        self._news.hide()
        say(self._status, words, kind)
        if self._status.isVisible():  # the page may not be the one that is open
            announce(self._status, words)

    def show_release(self, release: Release) -> None:
        """This one is newer."""
        self.show_status(self.tr("Rivulet {} is available.").format(release.version))
        self._release = release
        self._news.show()

    def show_licences_fault(self, words: str) -> None:
        say(self._licences_fault, words, "fault")

    # The parts

    def _add_program(self) -> None:
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        title = QLabel("Rivulet")
        font = ui_font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        self._versions = QLabel()
        self._versions.setObjectName("aboutVersions")
        self._versions.setProperty("role", "line")
        self._versions.setTextFormat(Qt.TextFormat.PlainText)
        self._versions.setWordWrap(True)
        self._versions.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._copy = CopyButton(
            "aboutCopy", self.tr("Copy"), self._versions.text, self.tr("Copy the versions, for a report")
        )
        page = self._button("projectPageButton", self.tr("Project page"))
        page.clicked.connect(lambda: self.page_requested.emit(""))
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self._copy)
        buttons.addWidget(page)
        buttons.addStretch()
        words = QVBoxLayout()
        words.setSpacing(XS)
        words.addWidget(title)
        words.addWidget(self._versions)
        words.addSpacing(XS)
        words.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(L)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self._column.addLayout(row)

    def _add_updates(self) -> None:
        self._column.addWidget(heading(self.tr("New versions")))
        self._check = add_check(self._column, "updateCheck", self.tr("Look for a new version once a day"))
        words = self.tr(
            "GitHub is asked for the newest version, and learns your network address and the version you "
            "have, nothing else. Nothing is downloaded or installed: a line in the window tells you."
        )
        self._check.setAccessibleDescription(words)
        self._about_check = explanation(words)
        self._column.addWidget(self._about_check)
        self._now = self._button("updateCheckNow", self.tr("Check now"))
        self._now.clicked.connect(self.check_requested)
        self._status = line("updateStatus")
        self._news = self._button("updateNews", self.tr("What is new"))
        self._news.clicked.connect(self._on_news)
        self._news.hide()
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self._now, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._status, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch()
        row.addWidget(self._news, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addSpacing(S)
        self._column.addLayout(row)

    def _add_licences(self) -> None:
        self._column.addWidget(heading(self.tr("Licences")))
        words = explanation(
            self.tr(
                "Rivulet is free software under the MIT licence. It uses Qt under the GNU Lesser General "
                "Public License, version 3, and libraries of many others."
            )
        )
        words.setIndent(0)
        self._column.addWidget(words)
        button = self._button("licencesButton", self.tr("Show licences"))
        button.clicked.connect(self.licences_requested)
        self._licences_fault = line("licencesFault")
        self._column.addSpacing(XS)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._licences_fault)

    def _button(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        return button

    # What happens

    def _on_news(self) -> None:
        if self._release is not None:
            self.page_requested.emit(self._release.page)

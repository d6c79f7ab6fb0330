"""The stages of a connection test, which appear below each other as they are passed."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from app.domain.connection_check import Finding, Stage, Verdict
from app.ui.announcement import announce
from app.ui.form_rows import put_kind
from app.ui.icons import paint_icon
from app.ui.theme import ICON, XS, S
from app.ui.tool_tip import tip

_MARKS = {
    Verdict.OK: "check-line",
    Verdict.FAILED: "error-warning-line",
    Verdict.SKIPPED: "arrow-right-s-line",
    Verdict.UNKNOWN: "information-line",
}
_WAITING = "time-line"


class ConnectionStages(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("connectionStages")
        self.setAccessibleName(self.tr("Stages of the connection test"))
        self.findings: list[Finding] = []
        self._names = {
            Stage.NAME: self.tr("Name"),
            Stage.CONNECTION: self.tr("Connection"),
            Stage.SECURITY: self.tr("Security"),
            Stage.ANSWER: self.tr("Answer"),
            Stage.KEY: self.tr("Key"),
            Stage.MODEL: self.tr("Model"),
        }
        self._verdicts = {
            Verdict.OK: self.tr("fine"),
            Verdict.FAILED: self.tr("failed"),
            Verdict.SKIPPED: self.tr("skipped"),
            Verdict.UNKNOWN: self.tr("not known"),
        }
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(2, 1)
        self._waiting: list[QWidget] = []

    def begin(self) -> None:
        """The first stage is under way."""
        self.clear()
        self._wait_for(Stage.NAME)

    def clear(self) -> None:
        self.findings = []
        self._waiting = []
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, finding: Finding) -> None:
        """Shows it, and that the next stage is under way."""
        self._end_waiting()
        self.findings.append(finding)
        words = f"{self._names[finding.stage]}, {self._verdicts[finding.verdict]}. {finding.sentence}"
        kind = str(finding.verdict)
        sentence = self._row(finding.stage, kind, _MARKS[finding.verdict], finding.sentence, words)
        sentence.setToolTip(tip(finding.detail))
        if finding.milliseconds >= 1:
            time = QLabel(self.tr("{n} ms").format(n=round(finding.milliseconds)))
            time.setObjectName("findingTime")
            self._grid.addWidget(time, self._grid.rowCount() - 1, 3, Qt.AlignmentFlag.AlignTop)
        announce(self, words)
        stages = list(Stage)
        if finding.verdict is not Verdict.FAILED and finding.stage is not stages[-1]:
            self._wait_for(stages[stages.index(finding.stage) + 1])

    def end(self) -> None:
        """Nothing more comes."""
        self._end_waiting()

    def _wait_for(self, stage: Stage) -> None:
        before = self._grid.count()
        self._row(stage, "waiting", _WAITING, "…", self._names[stage])
        items = (self._grid.itemAt(n) for n in range(before, self._grid.count()))
        self._waiting = [widget for item in items if item and (widget := item.widget())]

    def _end_waiting(self) -> None:
        for widget in self._waiting:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._waiting = []

    def _row(self, stage: Stage, kind: str, mark: str, sentence: str, words: str) -> QLabel:
        row, top = self._grid.rowCount(), Qt.AlignmentFlag.AlignTop
        name = QLabel(self._names[stage])
        name.setObjectName("findingName")
        said = QLabel(sentence)
        said.setObjectName("findingSentence")
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        said.setAccessibleName(words)
        put_kind(said, kind)
        for column, widget in enumerate((_Mark(mark, kind), name, said)):
            self._grid.addWidget(widget, row, column, top)
            # At once: what is shown later is not counted when the page is scrolled to its end.
            widget.show()
        return said


class _Mark(QWidget):
    def __init__(self, name: str, kind: str) -> None:
        super().__init__()
        self.setObjectName("findingMark")
        self.setFixedSize(ICON, ICON + XS)
        self._name = name
        put_kind(self, kind)

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        paint_icon(QPainter(self), self._name, colour, QRectF(0, XS / 2, ICON, ICON))

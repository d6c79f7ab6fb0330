"""The page of the settings that says how servers are reached, and tries it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.connection_check import Finding, report
from app.domain.network import NO_PROXY, SYSTEM_PROXY, Network, proxy_fault
from app.domain.settings import DAY
from app.ui.choices import ChoiceBox, SecondsField
from app.ui.connection import entered_proxy, shown_proxy
from app.ui.connection_stages import ConnectionStages
from app.ui.copy_button import CopyButton
from app.ui.form_rows import add_field, heading, line, say
from app.ui.theme import XL, XS, L, S

_OWN = "own"


class NetworkForm(QWidget):
    """
    Signals:
        check_requested(): the user wants the connection tested.
        check_stopped(): no more.
    """

    check_requested = Signal()
    check_stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._known_proxy = ""
        self._address = ""
        self._is_checking = False
        self._make_proxy()
        self._make_certificates()
        self._connect_timeout = SecondsField(DAY)
        self._connect_timeout.setObjectName("connectTimeoutField")
        self._idle_timeout = SecondsField(DAY)
        self._idle_timeout.setObjectName("idleTimeoutField")
        self._time_fault = line("timeFault")
        for box in (self._connect_timeout, self._idle_timeout):
            box.textChanged.connect(lambda: say(self._time_fault, ""))
        self._make_check()
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, 0)
        column.setSpacing(XS)
        add_field(column, self.tr("Proxy"), self._proxy, (self._own, self._proxy_fault))
        add_field(column, self.tr("More certificates"), self._ca_file, (self._ca_fault,), self._choose_ca)
        times = QHBoxLayout()
        times.setSpacing(L)
        for words, box in (
            (self.tr("Seconds to connect"), self._connect_timeout),
            (self.tr("Seconds of silence, at most"), self._idle_timeout),
        ):
            half = QVBoxLayout()
            half.setSpacing(XS)
            add_field(half, words, box)
            times.addLayout(half, 1)
        column.addLayout(times)
        column.addWidget(self._time_fault)
        column.addSpacing(S)
        column.addWidget(heading(self.tr("Try it")))
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self._check)
        buttons.addWidget(self._copy)
        buttons.addStretch()
        column.addLayout(buttons)
        column.addWidget(self._check_line)
        column.addSpacing(S)
        column.addWidget(self._stages)
        column.addStretch()

    def show_values(self, network: Network, idle_timeout: float) -> None:
        own = network.proxy not in (SYSTEM_PROXY, NO_PROXY)
        self._known_proxy = network.proxy if own else ""
        self._proxy.setCurrentIndex(self._proxy.findData(_OWN if own else network.proxy))
        self._own.setText(shown_proxy(self._known_proxy))
        self._own.setVisible(own)
        self._ca_file.setText(network.ca_file)
        self._connect_timeout.set_value(network.connect_timeout)
        self._idle_timeout.set_value(idle_timeout)
        self._stages.clear()
        self._copy.hide()
        for told in (self._proxy_fault, self._ca_fault, self._time_fault):
            say(told, "")

    def show_server(self, base_url: str, *, use_guide: bool) -> None:
        """Who would be asked."""
        self._address = base_url
        self._check.setEnabled(not use_guide)
        words = self.tr("The Guide is built in: there is nothing to test.")
        say(self._check_line, words if use_guide else self.tr("It asks {url}.").format(url=base_url))

    @property
    def network(self) -> Network:
        proxy = str(self._proxy.currentData())
        if proxy == _OWN:
            proxy = entered_proxy(self._own.text(), self._known_proxy)
        return Network(proxy, self._ca_file.text().strip(), self._connect_timeout.value)

    @property
    def idle_timeout(self) -> float:
        return self._idle_timeout.value

    def field_at_fault(self) -> QWidget | None:
        """The first one that cannot be used, or None. What is wrong stands below each."""
        network = self.network
        is_own = self._proxy.currentData() == _OWN
        is_missing = bool(network.ca_file) and not Path(network.ca_file).is_file()
        times = (self._connect_timeout, self._idle_timeout)
        wrong = next((field for field in times if not field.is_sound), None)
        checks = (
            (self._own, self._proxy_fault, proxy_fault(network.proxy) if is_own else ""),
            (self._ca_file, self._ca_fault, self.tr("There is no such file.") if is_missing else ""),
            (wrong or times[0], self._time_fault, self.tr("Enter a number of seconds.") if wrong else ""),
        )
        for _, told, fault in checks:
            say(told, fault, "fault")
        return next((field for field, _, fault in checks if fault), None)

    # The test

    def begin_check(self) -> None:
        self._is_checking = True
        self._copy.hide()
        self._check.setText(self.tr("Stop"))
        self._stages.begin()

    def add_finding(self, finding: Finding) -> None:
        self._stages.add(finding)

    def end_check(self) -> None:
        self._is_checking = False
        self._check.setText(self.tr("Test connection"))
        self._stages.end()
        self._copy.setVisible(bool(self._stages.findings))
        self._copy.offer()

    def _make_proxy(self) -> None:
        self._proxy = ChoiceBox()
        self._proxy.setObjectName("proxyChoice")
        self._proxy.addItem(self.tr("As the system has it"), SYSTEM_PROXY)
        self._proxy.addItem(self.tr("None"), NO_PROXY)
        self._proxy.addItem(self.tr("Another one"), _OWN)
        self._proxy.activated.connect(self._on_proxy)
        self._own = QLineEdit()
        self._own.setObjectName("proxyField")
        self._own.setAccessibleName(self.tr("Address of the proxy"))
        self._own.setPlaceholderText("http://proxy.example.com:3128")
        self._proxy_fault = line("proxyFault")
        self._own.textChanged.connect(lambda: say(self._proxy_fault, ""))

    def _make_certificates(self) -> None:
        self._ca_file = QLineEdit()
        self._ca_file.setObjectName("caFileField")
        self._ca_file.setPlaceholderText(self.tr("Those of the system alone"))
        self._ca_fault = line("caFileFault")
        self._ca_file.textChanged.connect(lambda: say(self._ca_fault, ""))
        self._choose_ca = QPushButton(self.tr("Choose…"))
        self._choose_ca.setObjectName("chooseCaFileButton")
        self._choose_ca.setAccessibleName(self.tr("Choose a file of certificates"))
        self._choose_ca.setAutoDefault(False)
        self._choose_ca.clicked.connect(self._on_choose)

    def _make_check(self) -> None:
        self._check = QPushButton(self.tr("Test connection"))
        self._check.setObjectName("testConnectionButton")
        self._check.setAutoDefault(False)
        self._check.clicked.connect(self._on_check)
        self._copy = CopyButton("copyResultButton", self.tr("Copy result"), self._report)
        self._copy.setProperty("look", "quiet")
        self._check_line = line("testConnectionLine")
        self._stages = ConnectionStages()

    def _on_proxy(self) -> None:
        own = self._proxy.currentData() == _OWN
        self._own.setVisible(own)
        say(self._proxy_fault, "")
        if own:
            self._own.setFocus()

    def _on_choose(self) -> None:
        chooser = QFileDialog(self, self.tr("Certificates"), self._ca_file.text())
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setNameFilters([self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")])
        chooser.fileSelected.connect(self._ca_file.setText)
        chooser.open()

    def _on_check(self) -> None:
        if self._is_checking:
            self.check_stopped.emit()
        else:
            self.check_requested.emit()

    def _report(self) -> str:
        return report(self._address, self._stages.findings)

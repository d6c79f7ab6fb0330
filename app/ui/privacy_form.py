"""The page of the settings that says what may leave this computer, and what is checked."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.capabilities import Capabilities
from app.domain.policy import Policy
from app.ui.form_rows import INDENT, add_check, heading, line, say
from app.ui.theme import XL, XS, L


class PrivacyForm(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(XL, XL, XL, 0)
        self._column.setSpacing(XS)
        self._add_keeping()
        self._column.addSpacing(L)
        self._add_checking()
        self._column.addStretch()
        self._can: Capabilities | None = None
        for box in (self._store, self._context, self._background, self._prompts, self._answers):
            box.toggled.connect(self._follow)

    def _add_keeping(self) -> None:
        self._column.addWidget(heading(self.tr("What providers may keep")))
        self._store = add_check(
            self._column,
            "storeCheck",
            self.tr("Answers may be kept at the provider"),
            self.tr("Off, every request asks not to store anything. Some providers keep logs all the same."),
        )
        self._context = add_check(
            self._column,
            "serverContextCheck",
            self.tr("Send only what is new"),
            self.tr("Where the provider keeps the conversation, its earlier part is not sent again."),
        )
        self._background = add_check(
            self._column,
            "backgroundCheck",
            self.tr("Make answers at the provider"),
            self.tr(
                "They go on when the connection breaks or Rivulet is closed. For this, the provider stores "
                "each such answer until it has been fetched, whatever is chosen above."
            ),
        )

    def _add_checking(self) -> None:
        self._column.addWidget(heading(self.tr("What is checked")))
        self._prompts = add_check(
            self._column,
            "checkPromptsCheck",
            self.tr("Check prompts before they are sent"),
            self.tr("The provider’s moderation check reads each prompt first."),
        )
        self._answers = add_check(
            self._column,
            "checkAnswersCheck",
            self.tr("Check answers while they come"),
            self.tr("It reads along, sentence by sentence. What it flags is folded away, not lost."),
        )
        self._anyway = add_check(
            self._column, "maySendAnywayCheck", self.tr("What was held back may be sent anyway")
        )
        self._missing = line("policyMissing")
        self._missing.setIndent(INDENT)
        self._column.addWidget(self._missing)

    def show_values(self, policy: Policy) -> None:
        self._store.setChecked(policy.store)
        self._context.setChecked(policy.server_context)
        self._background.setChecked(policy.background)
        self._prompts.setChecked(policy.check_prompts)
        self._answers.setChecked(policy.check_answers)
        self._anyway.setChecked(policy.may_send_anyway)
        self._follow()

    def show_capabilities(self, can: Capabilities) -> None:
        """Of the one that answers."""
        self._can = can
        self._follow()

    @property
    def policy(self) -> Policy:
        return Policy(
            self._store.isChecked(),
            self._context.isChecked() and self._store.isChecked(),
            self._background.isChecked(),
            self._prompts.isChecked(),
            self._answers.isChecked(),
            self._anyway.isChecked(),
        )

    def _follow(self) -> None:
        self._context.setEnabled(self._store.isChecked())
        self._anyway.setEnabled(self._prompts.isChecked() or self._answers.isChecked())
        can, policy = self._can, self.policy
        if can is None:
            return
        wishes = (
            (
                policy.server_context and not can.server_context,
                self.tr("remember the conversation"),
            ),
            (policy.background and not can.background, self.tr("make answers at the provider")),
            ((policy.check_prompts or policy.check_answers) and not can.moderation, self.tr("check texts")),
        )
        missing = [words for is_missing, words in wishes if is_missing]
        words = self.tr("The one that answers now cannot do this, as far as is known: {missing}.")
        say(self._missing, words.format(missing=", ".join(missing)) if missing else "", "warning")

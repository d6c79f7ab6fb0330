"""The shapes of Qt's own widgets; `theme` puts the colours in."""

RULES = """
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px 8px; }

QMenu { background: $surface; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 12px; min-width: 152px; border-radius: 6px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border_strong; margin: 3px; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QLineEdit, QComboBox { background: $surface; border: 1px solid $border_strong; border-radius: 8px;
    padding: 5px 9px; min-height: $line; selection-background-color: $selection;
    selection-color: $text; }
QLineEdit:focus, QComboBox:focus { border: 2px solid $focus; padding: 4px 8px; }
QComboBox:!editable { padding-left: 11px; }
QComboBox:!editable:focus { padding-left: 10px; }
QLineEdit:disabled, QComboBox:disabled { color: $disabled; border-color: $border; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox { combobox-popup: 0; }
QComboBoxPrivateContainer { background: $surface; border: none; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; padding: 4px; outline: none;
    color: $text; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected { background: $hover; color: $text; }

QPushButton { background: $surface; color: $text; border: 1px solid $border_strong; border-radius: 8px;
    padding: 5px 13px; min-height: $line; outline: none; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 2px solid $focus; padding: 4px 12px; }
QPushButton:disabled { color: $disabled; border-color: $border; background: transparent; }
QPushButton:default { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton:default:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton:default:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton:default:focus { border: 2px solid $text; }
QPushButton:default:disabled { background: $hover; color: $disabled; border-color: $hover; }

QToolButton { background: transparent; color: $muted; border: 2px solid transparent; border-radius: 6px;
    padding: 4px; }
QToolButton:hover, QToolButton:checked { background: $hover; color: $text; }
QToolButton:pressed { background: $pressed; }
QToolButton:focus { border-color: $focus; }
QToolButton:disabled { color: $disabled; }

#sidebar { background: $sidebar; border-right: 1px solid $border; }
#conversationList { background: transparent; qproperty-warning: $warning; }
#conversationSearch { background: transparent; border-color: $border; }
#conversationSearch:focus { background: $surface; border-color: $focus; }
#conversationList QLineEdit { padding: 3px 9px; }
QPushButton[look="row"] { background: transparent; border: 2px solid transparent; padding: 4px 6px;
    text-align: left; }
QPushButton[look="row"]:hover { background: $hover; }
QPushButton[look="row"]:pressed { background: $pressed; }
QPushButton[look="row"]:focus { border-color: $focus; }

QPushButton[role="suggestion"] { border-color: $border; padding: 9px 13px; text-align: left; }
QPushButton[role="suggestion"]:focus { border-color: $focus; padding: 8px 12px; }

QPushButton[role="suggestion"] { border-color: $border; padding: 9px 13px; text-align: left; }
QPushButton[role="suggestion"]:focus { border-color: $focus; padding: 8px 12px; }

QPushButton[look="quiet"] { background: transparent; border: 2px solid transparent; padding: 4px 8px; }
QPushButton[look="quiet"]:hover, QPushButton[look="quiet"]:checked { background: $hover; }
QPushButton[look="quiet"]:focus { border-color: $focus; }

QPushButton[look="foot"] { background: transparent; color: $muted; border: 2px solid transparent;
    border-radius: 6px; padding: 2px 6px; }
QPushButton[look="foot"]:hover { background: $hover; color: $text; }
QPushButton[look="foot"]:focus { border-color: $focus; }
QFrame[look="hairline"] { background: $border; border: none; }
#quickPrompt #messageActions { background: $surface; }

#banner { background: $note_ground; border: 1px solid $border; border-radius: 8px; }
#banner QLabel, #bannerIcon { color: $note; }
#banner[tone="warning"] { background: $warning_ground; border-color: $warning_ground; }
#banner[tone="warning"] > QLabel, #banner[tone="warning"] > #bannerIcon { color: $warning; }
#banner[tone="error"] { background: $error_ground; border-color: $error_ground; }
#banner[tone="error"] > QLabel, #banner[tone="error"] > #bannerIcon { color: $error; }
#banner[tone="moderation"] { background: $moderation_ground; border-color: $moderation_ground; }
#banner[tone="moderation"] > QLabel, #banner[tone="moderation"] > #bannerIcon { color: $moderation; }
#bannerText { border: 1px solid transparent; }
#bannerText:focus { border-color: $focus; }
#bannerActions QPushButton { padding: 3px 11px; }
#bannerActions QPushButton:focus, #bannerActions QPushButton[look="quiet"] { padding: 2px 10px; }
#bannerDetail { background: $code_ground; color: $code_text; border: 1px solid $border; border-radius: 6px; }
#bannerDetail:focus { border-color: $focus; }

#findBar { background: $surface; border: 1px solid $border_strong; border-radius: 8px; }
#findField { background: transparent; border: 2px solid transparent; padding: 1px 4px; }
#findField:focus { border-color: $focus; }
#findCount { color: $muted; }
#linkLine { background: $surface; color: $muted; border: 1px solid $border; border-radius: 6px;
    padding: 3px 8px; }

#messageActions { background: $window; border: 1px solid transparent; border-radius: 8px; }
#messageActions[floating="true"] { background: $surface; border-color: $border_strong; }
#messageActions QToolButton { padding: 1px 4px; }

#contextCard, #actionVariables { background: $note_ground; border: 1px solid $border; border-radius: 8px; }
#contextCard QPushButton { padding: 1px 6px; }
#actionList { background: $surface; border: 1px solid $border_strong; border-radius: 8px; padding: 3px;
    outline: none; }
#actionList:focus { border: 2px solid $focus; padding: 2px; }
#actionList::item { border-radius: 6px; padding: 0 8px; }
#actionList::item:hover { background: $hover; color: $text; }
#actionList::item:selected { background: $pressed; color: $text; }
#actionPromptField { background: $surface; border: 1px solid $border_strong; border-radius: 8px;
    padding: 4px 6px; }
#actionPromptField:focus { border: 2px solid $focus; padding: 3px 5px; }
#notice { background: $warning_ground; border: none; border-radius: 8px; }
#noticeText { color: $warning; }
#updateNotice { background: $note_ground; border: none; border-radius: 8px; }
#updateNoticeText { color: $note; }
#notice QPushButton, #updateNotice QPushButton { padding: 3px 11px; }
#notice QPushButton:focus, #updateNotice QPushButton:focus { padding: 2px 10px; }

#translationSide { background: $surface; border: 1px solid $border_strong; border-radius: 12px; }
#translationSide[focused="true"] { border-color: $focus; }
#translationCount { color: $muted; }
#translationCount[over="true"] { color: $warning; }
#translationNote { background: $note_ground; border: none; border-radius: 8px; }
#translationNoteText { color: $muted; }
#translationNote[tone="warning"] { background: $warning_ground; }
#translationNoteText[tone="warning"] { color: $warning; }
#translationNote QPushButton { padding: 3px 11px; }
#translationNote QPushButton:focus { padding: 2px 10px; }
#languageField, #languageField:focus { background: transparent; border: none; padding: 0; min-height: 0; }
#languageMatches { background: $surface; border: 1px solid $border; padding: 4px; outline: none; }
#languageMatches::item { min-height: 28px; padding: 0 8px; border-radius: 6px; }
#languageMatches::item:selected { background: $hover; color: $text; }

QDialog { background: $window; }
#settingsPages { background: $sidebar; border-bottom: 1px solid $border; outline: none; }
#settingsPages::tab { color: $muted; padding: 6px 5px; margin: 8px 2px; border: 2px solid transparent;
    border-radius: 8px; }
#settingsPages::tab:first { margin-left: 10px; }
#settingsPages::tab:last { margin-right: 10px; }
#settingsPages::tab:hover { background: $hover; }
#settingsPages::tab:selected { background: $surface; color: $text; border: 1px solid $border;
    padding: 7px 6px; }
#settingsPages::tab:selected:focus { border: 2px solid $focus; padding: 6px 5px; }
#findingMark, #statusMark { color: $accent; }
#statusMark[kind=""], #statusMark[kind="waiting"] { color: $muted; }
#statusMark[kind="warning"] { color: $warning; }
#shortcutCode { background: $code_ground; border: 1px solid $border; border-radius: 6px; }
#shortcutCodeText { background: transparent; color: $code_text; border: none; }
#findingMark[kind="failed"] { color: $error; }
#findingMark[kind="skipped"], #findingMark[kind="unknown"], #findingMark[kind="waiting"] { color: $muted; }
#findingName { font-weight: 600; }
#findingSentence[kind="failed"] { color: $error; }
#findingTime { color: $muted; }
#outgoingMessage { background: $surface; border: 1px solid $border; border-radius: 8px; }
#outgoingJson { background: $code_ground; color: $code_text; border: 1px solid $border; border-radius: 6px; }
#outgoingJson:focus, #outgoingPage:focus { border: 1px solid $focus; border-radius: 6px; }
#licencesText { background: $code_ground; color: $code_text; border: 1px solid $border; border-radius: 6px; }
#licencesText:focus, #licencesList:focus { border: 1px solid $focus; }
#licencesList { background: $surface; border: 1px solid $border; border-radius: 6px; padding: 3px;
    outline: none; }
#licencesList::item { border-radius: 6px; padding: 0 8px; }
#licencesList::item:hover { background: $hover; color: $text; }
#licencesList::item:selected { background: $pressed; color: $text; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
#confirmDelete #qt_msgbox_label { font-weight: 600; min-width: 320px; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="line"] { color: $muted; }
QLabel[role="line"][kind="fault"] { color: $error; }
QLabel[role="line"][kind="warning"] { color: $warning; }
QRadioButton, QCheckBox { spacing: 8px; min-height: $spaced_line; padding: 0 7px 0 3px;
    border: 1px solid transparent; border-radius: 6px; }
QRadioButton:focus, QCheckBox:focus { border-color: $focus; }
QRadioButton::indicator, QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $muted;
    background: $surface; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent;
    background: $on_accent; }
QCheckBox::indicator:checked { border-color: $accent; background: $accent; }
QCheckBox:disabled { color: $disabled; }
QCheckBox::indicator:checked:disabled { border-color: $disabled; background: $disabled; }
"""

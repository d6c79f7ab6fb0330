"""The list of all states: what each is called, how its window is set up, and what is done in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.hotkey import HotkeyProblem, HotkeyState, HotkeyWay
from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.presence import Presence
from app.domain.provider import GUIDE_PROVIDER, Provider
from app.ui.theme import Appearance
from tests.gallery import (
    about,
    acting,
    answers,
    ends,
    keeping,
    preferences,
    quick,
    reading,
    rooms,
    translating,
    tray,
)
from tests.gallery.stage import ScriptedKeychain, Stage, settled

Act = Callable[[Stage], Awaitable[QWidget | None]]


@dataclass(frozen=True)
class Scene:
    """One picture: `act` gives the dialog that is taken, or None for the whole window."""

    act: Act
    setup: dict[str, Any] = field(default_factory=dict)

    async def play(self, appearance: Appearance, take: Callable[[QWidget], None]) -> None:
        stage = Stage(appearance, **self.setup)
        try:
            widget = await self.act(stage) or stage.window
            await settled()
            take(widget)
        finally:
            await stage.close()


_WIDE: dict[str, Any] = {"size": (1080, 760), "sidebar": True}
_NARROW: dict[str, Any] = {"size": (560, 720)}
_NARROWEST: dict[str, Any] = {"size": (420, 720)}
_TALL: dict[str, Any] = {"size": (820, 1_400)}
_LOCAL = Provider("ollama", "http://localhost:11434/v1", "llama3.2")
_CHOSEN = Presence(hotkey="Ctrl+Alt+J", close_to_tray=True)
_PORTAL = HotkeyState(way=HotkeyWay.PORTAL, trigger="Super+J")
_TAKEN = HotkeyState(problem=HotkeyProblem.TAKEN)
_NOT_OFFERED = HotkeyState(problem=HotkeyProblem.NOT_OFFERED)
_LOCKED = "Your keyring is locked. Unlock it and try again."

SCENES: dict[str, Scene] = {
    "starting": Scene(rooms.empty, {**_WIDE, "provider": GUIDE_PROVIDER, "loaded": False}),
    "empty-guide": Scene(rooms.empty, {**_WIDE, "provider": GUIDE_PROVIDER}),
    "empty-server": Scene(rooms.empty, _WIDE),
    "empty-narrow": Scene(rooms.empty, {**_NARROW, "provider": GUIDE_PROVIDER}),
    "conversation": Scene(rooms.listed, _WIDE),
    "waiting": Scene(answers.waiting),
    "waiting-seconds": Scene(answers.waiting_long),
    "thinking": Scene(answers.thinking),
    "streaming": Scene(rooms.answering_elsewhere, _WIDE),
    "streaming-code": Scene(answers.streaming_code),
    "scrolled-up": Scene(answers.scrolled_up),
    "reasoning-folded": Scene(answers.reasoning),
    "reasoning-open": Scene(answers.reasoning_open),
    "tool-call": Scene(answers.tool_call),
    "code": Scene(answers.code, {"size": (820, 900)}),
    "code-wide": Scene(answers.wide_code),
    "table": Scene(answers.table),
    "markdown": Scene(answers.markdown, {"size": (820, 1_900), "provider": GUIDE_PROVIDER}),
    "right-to-left": Scene(answers.right_to_left),
    "cjk-emoji": Scene(answers.cjk),
    "long-paragraph": Scene(answers.long_paragraph),
    "long-prompt": Scene(answers.long_prompt, {"size": (820, 760)}),
    "very-long-paragraph": Scene(reading.very_long_paragraph, _TALL),
    "versions": Scene(answers.versions),
    "rich": Scene(reading.rich, {"size": (820, 1_740)}),
    "rich-zoom-150": Scene(reading.rich_end, {"zoom": 150, "size": (1080, 900)}),
    "rich-narrowest": Scene(reading.narrowest, _NARROWEST),
    "rich-narrowest-end": Scene(reading.rich_end, _NARROWEST),
    "maths": Scene(reading.maths, {"size": (820, 1_100)}),
    "maths-streaming": Scene(reading.maths_streaming),
    "maths-malformed": Scene(reading.maths_malformed),
    "code-long": Scene(reading.long_code),
    "code-long-end": Scene(reading.long_code_end),
    "code-wrapped": Scene(reading.code_wrapped),
    "code-sideways": Scene(reading.code_sideways),
    "misleading": Scene(reading.misleading),
    "code-nested": Scene(reading.nested_code, {"size": (820, 900)}),
    "table-wide": Scene(reading.wide_table),
    "table-wide-sideways": Scene(reading.wide_table_sideways),
    "find": Scene(reading.find),
    "find-nothing": Scene(reading.find_nothing),
    "find-narrowest": Scene(reading.find, _NARROWEST),
    "actions-hovered": Scene(reading.actions_hovered),
    "actions-hovered-prompt": Scene(reading.actions_hovered_prompt),
    "actions-by-keyboard": Scene(reading.actions_by_keyboard),
    "actions-on-button": Scene(reading.actions_on_button),
    "link": Scene(reading.link),
    "link-in-disguise": Scene(reading.link_in_disguise),
    "reasoning-long": Scene(reading.reasoning_then_answer),
    "keyboard-in-transcript": Scene(answers.keyboard_in_transcript),
    "selection": Scene(answers.selection),
    "zoom-150": Scene(answers.complete, {"zoom": 150, "size": (1080, 760)}),
    "zoom-150-code": Scene(answers.code, {"zoom": 150, "size": (1080, 760)}),
    **{f"banner-{name}": Scene(partial(ends.ended, name=name)) for name in ends.ENDED},
    "banner-refused": Scene(ends.refused),
    "moderated-shown": Scene(ends.moderated_shown),
    "moderated-earlier": Scene(ends.moderated_earlier),
    "filtered-hidden": Scene(ends.filtered_hidden),
    "banner-stalled": Scene(ends.stalled),
    "banner-stalled-early": Scene(ends.stalled_early),
    "banner-rate-limited": Scene(ends.rate_limited),
    "banner-trying-again": Scene(ends.trying_again),
    "banner-details": Scene(ends.details),
    "banner-narrow": Scene(partial(ends.ended, name="quota"), _NARROW),
    "banner-runs-on": Scene(ends.runs_on),
    "banner-resumable": Scene(ends.resumable),
    "refusing": Scene(ends.refusing),
    "earlier-end": Scene(ends.earlier_end),
    "failed-twice": Scene(ends.failed_twice),
    "stopped-after-others": Scene(answers.stopped_after_others),
    "empty-temporary": Scene(keeping.empty_temporary, _WIDE),
    "temporary": Scene(keeping.temporary, _WIDE),
    "temporary-narrowest": Scene(keeping.temporary, _NARROWEST),
    "at-provider": Scene(keeping.at_provider),
    "sidebar-activities": Scene(keeping.activities, _WIDE),
    "composer-options": Scene(keeping.options),
    "composer-options-temporary": Scene(keeping.options_temporary),
    "composer-options-cannot": Scene(keeping.options, {"provider": _LOCAL}),
    "outgoing": Scene(keeping.outgoing, _WIDE),
    "outgoing-long": Scene(keeping.outgoing_long, _WIDE),
    "outgoing-json": Scene(keeping.outgoing_json, _WIDE),
    "outgoing-fault": Scene(keeping.outgoing_fault),
    "composer-draft": Scene(rooms.draft),
    "composer-editing": Scene(rooms.editing),
    "pictures": Scene(rooms.pictures),
    "composer-models": Scene(rooms.model_list),
    "notice-disk-full": Scene(rooms.disk_full),
    "notice-keychain": Scene(rooms.keychain_waits, {"keychain": ScriptedKeychain(hangs=True)}),
    "notice-damaged": Scene(rooms.damaged_history),
    "sidebar-1000": Scene(rooms.thousand_rows, _WIDE),
    "sidebar-search": Scene(rooms.search, _WIDE),
    "sidebar-search-nothing": Scene(rooms.search_nothing, _WIDE),
    "sidebar-keyboard": Scene(rooms.keyboard_in_list, _WIDE),
    "sidebar-rename": Scene(rooms.rename, _WIDE),
    "sidebar-menu": Scene(rooms.row_menu, _WIDE),
    "sidebar-delete": Scene(rooms.delete, _WIDE),
    "narrow": Scene(rooms.narrow, _NARROW),
    "narrow-sidebar": Scene(rooms.narrow_with_sidebar, _NARROW),
    "settings-guide": Scene(rooms.settings, {"provider": GUIDE_PROVIDER}),
    "settings-guide-to-server": Scene(rooms.settings_from_guide, {"provider": GUIDE_PROVIDER}),
    "settings-no-key": Scene(rooms.settings),
    "settings-stored-key": Scene(rooms.settings, {"keychain": ScriptedKeychain("sk-0000")}),
    "settings-session-key": Scene(rooms.settings_session_key),
    "settings-key-waiting": Scene(rooms.settings, {"keychain": ScriptedKeychain(hangs=True)}),
    "settings-key-locked": Scene(rooms.settings, {"keychain": ScriptedKeychain(fault=_LOCKED)}),
    "settings-models": Scene(rooms.settings_models),
    "settings-unreachable": Scene(rooms.settings_models, {"models": (), "provider": _LOCAL}),
    "settings-unprotected": Scene(rooms.settings_unprotected),
    "settings-faults": Scene(rooms.settings_faults),
    "settings-capabilities": Scene(preferences.capabilities),
    "settings-connection": Scene(partial(preferences.page, number=1)),
    "settings-connection-fine": Scene(preferences.tested, {"findings": preferences.FINE}),
    "settings-connection-tested": Scene(preferences.tested, {"findings": preferences.FINE[:3]}),
    "settings-connection-broken": Scene(preferences.tested, {"findings": preferences.BROKEN}),
    "settings-connection-unsure": Scene(preferences.tested, {"findings": preferences.UNSURE}),
    "settings-connection-faults": Scene(
        preferences.network_faults, {"network": Network("http://me:secret@proxy.example.com:3128")}
    ),
    "settings-privacy": Scene(partial(preferences.page, number=2)),
    "settings-privacy-all": Scene(
        partial(preferences.page, number=2),
        {"policy": Policy(True, True, True, True, True), "provider": _LOCAL},
    ),
    "settings-desktop": Scene(preferences.desktop),
    "settings-desktop-active": Scene(partial(preferences.desktop, presence=_CHOSEN, state=_PORTAL)),
    "settings-desktop-taken": Scene(partial(preferences.desktop, presence=_CHOSEN, state=_TAKEN)),
    "settings-desktop-not-offered": Scene(
        partial(preferences.desktop, presence=_CHOSEN, state=_NOT_OFFERED, has_tray=False, unfolded="GNOME")
    ),
    "settings-desktop-hyprland": Scene(partial(preferences.desktop, unfolded="Hyprland")),
    "settings-desktop-testing": Scene(
        partial(preferences.desktop, presence=_CHOSEN, state=_PORTAL, testing=True)
    ),
    "settings-desktop-fault": Scene(
        partial(preferences.desktop, fault="The folder ~/.config/autostart cannot be written to.")
    ),
    "settings-actions": Scene(partial(preferences.page, number=4)),
    "settings-appearance": Scene(partial(preferences.page, number=5)),
    "settings-about": Scene(about.page),
    "settings-about-new": Scene(partial(about.page, wanted=True, newest="0.2.0", asked=True)),
    "settings-about-newest": Scene(partial(about.page, wanted=True, asked=True)),
    "settings-about-fault": Scene(partial(about.page, newest="", asked=True)),
    "settings-about-distribution": Scene(partial(about.page, updates_by="Flathub")),
    "licences": Scene(about.licences),
    "licences-of-one": Scene(partial(about.licences, row=5)),
    "update-line": Scene(about.line),
    "update-line-and-notice": Scene(partial(about.line, fault="The disk is full: this is not being saved.")),
    "action-form": Scene(acting.form),
    "action-form-variables": Scene(partial(acting.form, chosen=5)),
    "action-form-faults": Scene(partial(acting.form, fault=True)),
    "actions-brought": Scene(acting.bar),
    "actions-hidden-characters": Scene(partial(acting.bar, hidden=True)),
    "actions-asking": Scene(partial(acting.bar, asking=True)),
    "actions-asking-narrow": Scene(partial(acting.bar, asking=True, width=360)),
    "actions-without-text": Scene(partial(acting.bar, brought="")),
    "quick-empty": Scene(quick.empty, {"provider": GUIDE_PROVIDER}),
    "quick-context": Scene(quick.context),
    "quick-asking": Scene(quick.asking),
    "quick-streaming": Scene(quick.streaming),
    "quick-answered": Scene(quick.answered),
    "quick-banner": Scene(quick.banner),
    "quick-pinned": Scene(quick.pinned),
    "quick-notice": Scene(quick.notice),
    "quick-long-prompt": Scene(quick.long_prompt),
    "quick-right-to-left": Scene(quick.right_to_left),
    "quick-translation": Scene(quick.translation),
    "tray-icon": Scene(tray.icons),
    "tray-menu": Scene(tray.menu),
    "translation-empty": Scene(translating.empty),
    "translation-running": Scene(translating.running),
    "translation-detected": Scene(translating.detected),
    "translation-problem": Scene(translating.problem),
    "translation-waits": Scene(translating.waits),
    "translation-guide": Scene(translating.guide),
    "translation-narrow": Scene(translating.narrow),
    "translation-right-to-left": Scene(translating.right_to_left),
    "translation-languages": Scene(translating.typing_a_language),
    "translation-little": Scene(translating.little),
    "translation-little-right-to-left": Scene(translating.little_right_to_left),
}

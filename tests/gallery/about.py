"""What the program says of itself: its version, whether there is a newer one, and the licences."""

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from app.adapters.licences import notices
from app.boot import resources
from app.domain.network import Network
from app.domain.notices import Notices
from app.domain.release import RELEASES, CheckFailed, Release
from app.domain.updates import Updates
from app.services.updates import UpdateCheck
from app.ui.about_preferences import AboutPreferences, Origin
from app.ui.licences_dialog import LicencesDialog
from app.ui.notice import Notice
from app.ui.program_icon import program_icon
from app.ui.settings_values import Page
from tests.gallery.stage import Stage, settled


@dataclass
class ScriptedReleases:
    """GitHub, as the scene wants it; without a version it is at fault."""

    version: str = ""

    async def latest(self, network: Network) -> Release:
        if not self.version:
            raise CheckFailed(
                "GitHub could not be reached. Check the network connection.", was_answered=False
            )
        return Release(self.version, RELEASES)


def _notices() -> Notices:
    return notices(resources.licences())


async def page(
    stage: Stage, *, wanted: bool = False, newest: str = "0.1.0", asked: bool = False, updates_by: str = ""
) -> QWidget:
    """The page "About". `asked`: *Check now* has been pressed."""
    stage.window.setWindowIcon(program_icon(resources.icon(), resources.small_icon()))
    stage.settings = replace(stage.settings, updates=Updates(wanted))
    kept = [stage.settings.updates]
    check = UpdateCheck(
        ScriptedReleases(newest), state=lambda: kept[-1], keep=kept.append, network=Network, running="0.1.0"
    )
    origin = Origin(_notices, updates_by, libraries=lambda: ("OpenAI SDK 3.54.0",))
    about = AboutPreferences(origin, stage.tasks, lambda: check, on_unopened=lambda address: None)
    dialog = await stage.open_settings(Page.ABOUT, about=about)
    if asked:
        stage.press("updateCheckNow")
    await settled()
    return dialog


async def licences(stage: Stage, *, row: int = 0) -> QWidget:
    dialog = LicencesDialog(_notices(), stage.window)
    dialog.open()
    if row:
        dialog.findChild(QWidget, "licencesList").setCurrentRow(row)  # type: ignore[attr-defined]
    await settled()
    return dialog


async def line(stage: Stage, *, fault: str = "") -> QWidget:
    """There is a new version. `fault`: and something is the matter, too."""
    notice = Notice(stage.window, "updateNotice")
    stage.window.add_notice(notice)
    notice.show_text("Rivulet 0.2.0 is available.", "What is new")
    if fault:
        stage.window.notice.show_text(fault)
    await settled()
    return stage.window

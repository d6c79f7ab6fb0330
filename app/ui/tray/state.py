"""What the icon in the tray says."""

from enum import StrEnum

from app.services.activity import Summary


class TrayState(StrEnum):
    IDLE = "idle"
    STREAMING = "streaming"
    NEEDS_YOU = "needs you"


def tray_state(summary: Summary) -> tuple[TrayState, int]:
    """The more urgent of what goes on, and in how many conversations it does."""
    if summary.needing:
        return TrayState.NEEDS_YOU, summary.needing
    return (TrayState.STREAMING if summary.answering else TrayState.IDLE), summary.answering


def in_words(state: TrayState, count: int) -> str:
    """For who points at the icon, and who hears it."""
    match state:
        case TrayState.IDLE:
            return "Rivulet"
        case TrayState.STREAMING:
            what = "an answer is" if count == 1 else f"{count} answers are"
            return f"Rivulet: {what} being written"
        case TrayState.NEEDS_YOU:
            what = "an answer needs" if count == 1 else f"{count} answers need"
            return f"Rivulet: {what} you"

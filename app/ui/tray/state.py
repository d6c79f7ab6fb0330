"""What the icon in the tray says."""

from enum import StrEnum

from app.services.activity import Summary


class TrayState(StrEnum):
    IDLE = "idle"
    READY = "ready"
    """An answer waits to be read."""
    STREAMING = "streaming"
    NEEDS_YOU = "needs you"


def tray_state(summary: Summary) -> tuple[TrayState, int]:
    """The most urgent of what goes on, and in how many conversations it does."""
    if summary.needing:
        return TrayState.NEEDS_YOU, summary.needing
    if summary.answering:
        return TrayState.STREAMING, summary.answering
    return (TrayState.READY if summary.unseen else TrayState.IDLE), summary.unseen


def in_words(state: TrayState, count: int) -> str:
    """For who points at the icon, and who hears it."""
    match state:
        case TrayState.IDLE:
            return "Rivulet"
        case TrayState.READY:
            return f"Rivulet: {'an answer is' if count == 1 else f'{count} answers are'} ready"
        case TrayState.STREAMING:
            what = "an answer is" if count == 1 else f"{count} answers are"
            return f"Rivulet: {what} being written"
        case TrayState.NEEDS_YOU:
            what = "an answer needs" if count == 1 else f"{count} answers need"
            return f"Rivulet: {what} you"

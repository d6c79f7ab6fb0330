"""Events that this version does not know: some are kept with their answer."""

import json
import re
from typing import Any

from app.domain.stream import UnknownEvent

MOST_UNKNOWN = 256 * 1024
"""Characters that are kept of an answer's."""

_SILENT = re.compile(
    r"response\.(created|queued|in_progress|content_part\.\w+|reasoning_summary_part\.\w+|"
    # What hosted tools do in detail is too much to keep: code, pictures, sounds.
    r"image_generation_call\.partial_image|(mcp_call_arguments|code_interpreter_call_code|audio)\.\w+|"
    r"shell_call_\w+\.\w+|audio\.transcript\.\w+)|"
    r"(\w+\.)?(keepalive|keep-alive|ping|heartbeat)|"
)


def is_silent(event: str) -> bool:
    """Whether an event of this name is known, and says nothing that is shown or kept."""
    return _SILENT.fullmatch(event) is not None


class UnknownEvents:
    """Those of one answer."""

    def __init__(self) -> None:
        self._size = 0

    def kept(self, name: str, chunk: dict[str, Any], sequence: int) -> list[UnknownEvent]:
        """The event as it is kept; nothing once there are too many."""
        try:
            data = json.dumps(chunk, separators=(",", ":"))
        except RecursionError:
            return []
        if self._size + len(data) > MOST_UNKNOWN:
            return []
        self._size += len(data)
        return [UnknownEvent(name, data, sequence)]

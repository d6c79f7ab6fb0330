"""Tools that run at the provider, and the states that they tell."""

import re

from app.adapters.openai.response_object import part_key
from app.domain.stream import HostedToolStatus

_TOOL = re.compile(r"((?!function_|custom_tool_)\w+_call|mcp_list_tools|mcp_approval_request)")
_STATE = re.compile(r"(?:response\.)?" + _TOOL.pattern + r"\.(\w+)")


def is_hosted(item_type: str) -> bool:
    """Whether items of this type are of such a tool."""
    return _TOOL.fullmatch(item_type) is not None


def state_in(event: str) -> tuple[str, str] | None:
    """The tool and its state that an event of this name tells of, if it does."""
    found = _STATE.fullmatch(event)
    return (found[1], found[2]) if found else None


class HostedTools:
    """Those of one answer."""

    def __init__(self) -> None:
        self._states: dict[int, str] = {}

    def news(self, output: int, item_id: str, tool: str, state: str, sequence: int) -> list[HostedToolStatus]:
        """The state of the tool at this place of the output, unless it is known: items and events tell it."""
        if self._states.get(output) == state:
            return []
        self._states[output] = state
        return [HostedToolStatus(part_key(output), item_id, tool, state, sequence)]

"""What a tool at the provider is doing, in a sentence."""

import pytest

from app.domain.hosted_tools import tool_status


@pytest.mark.parametrize(
    ("name", "states", "sentence"),
    [
        ("web_search_call", "", "Searching the web…"),
        ("web_search_call", "in_progress\nsearching\n", "Searching the web…"),
        ("web_search_call", "in_progress\ncompleted\n", "Searched the web."),
        ("code_interpreter_call", "interpreting\nfailed\n", "The code failed."),
        ("tool_of_tomorrow_call", "in_progress\n", "Using tool of tomorrow…"),
        ("", "completed\n", "Used a tool."),
    ],
)
def test_the_last_state_decides(name: str, states: str, sentence: str) -> None:
    assert tool_status(name, states) == sentence

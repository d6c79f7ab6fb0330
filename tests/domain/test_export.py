"""An export holds all of the history: reading it back gives the same."""

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import Conversation, Message, Part, PartKind, Role, Usage
from app.domain.ending import EndState
from app.domain.export import export_json, parse_export
from app.domain.problem import Problem
from tests.strategies import trees

PROBLEM = Problem(EndState.RATE_LIMITED, "The provider asks for a pause.", retry_after=3.0)
ANSWER = Message(
    "a",
    "c",
    None,
    Role.ASSISTANT,
    2.0,
    (
        Part(PartKind.TOOL_CALL, "{}", "call", "search"),
        Part(PartKind.IMAGE, "", name="cat.png", media_type="image/png", data=b"\x89PNG\r\n"),
    ),
    EndState.RATE_LIMITED,
    PROBLEM,
    Usage(1, 2),
    provider="OpenAI",
    is_stored=True,
)
EXPORT = export_json([Conversation("c", "Rivers", 1.0, 2.0, "a")], {"c": [ANSWER]})


def exportable(message: Message) -> Message:
    """Without what only this history can use: how the rest of it is had from the provider."""
    return replace(message, in_background=False, sequence=-1)


@given(st.data())
def test_reading_an_export_gives_what_was_written(data):
    written = [data.draw(trees(name)) for name in ("x", "y")]
    conversations = [conversation for conversation, _ in written]
    messages = {conversation.id: tree for conversation, tree in written}
    exported = export_json(conversations, messages)
    assert json.loads(json.dumps(exported)) == exported
    read, trees_read = parse_export(json.loads(json.dumps(exported)))
    assert read == conversations
    assert trees_read == {name: [exportable(message) for message in tree] for name, tree in messages.items()}


def test_an_export_says_what_it_is_and_uses_the_words_of_the_contract():
    assert (EXPORT["format"], EXPORT["version"]) == ("rivulet", 2)
    (conversation,) = EXPORT["conversations"]
    assert set(conversation) == {"id", "title", "created_at", "updated_at", "leaf_id", "messages"}
    (message,) = conversation["messages"]
    assert (message["provider"], message["is_stored"]) == ("OpenAI", True)
    assert not {"in_background", "sequence"} & set(message)
    assert type(message["end"]) is str
    assert (message["end"], message["role"]) == ("rate_limited", "assistant")
    called, shown = message["parts"]
    assert called == {"kind": "tool_call", "text": "{}", "call_id": "call", "name": "search"}
    assert shown == {
        "kind": "image",
        "text": "",
        "call_id": "",
        "name": "cat.png",
        "media_type": "image/png",
        "data": "iVBORw0K",
    }
    assert message["problem"]["kind"] == "rate_limited"
    assert message["usage"]["output_tokens"] == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"format": "other"},
        {**EXPORT, "version": 3},
        {**EXPORT, "version": 0},
        {**EXPORT, "version": True},
        {**EXPORT, "conversations": 1},
    ],
)
def test_something_else_is_refused(wrong):
    with pytest.raises(ValueError, match="xport"):
        parse_export(wrong)


def test_an_export_of_the_first_version_is_read():
    first = {**copy.deepcopy(EXPORT), "version": 1}
    (message,) = first["conversations"][0]["messages"]
    del message["provider"], message["is_stored"]
    assert parse_export(first)[1] == {"c": [replace(ANSWER, provider="", is_stored=False)]}


@given(st.data())
def test_a_missing_or_wrong_field_is_a_value_error_or_nothing(data):
    broken = copy.deepcopy(EXPORT)
    conversation = broken["conversations"][0]
    message = conversation["messages"][0]
    places = [broken, conversation, message, message["problem"], message["usage"], *message["parts"]]
    place = data.draw(st.sampled_from(places))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(
        st.sampled_from([None, True, [], {}, "word", ["x"], 1.5])
    )
    try:
        parsed = parse_export(broken)
    except ValueError:
        return
    assert export_json(*parsed) == broken

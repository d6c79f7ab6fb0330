"""A request is outlined without loss: each message in order, each parameter by its name."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.outline import OutlineMessage, outline, raw

roles = st.sampled_from(["system", "user", "assistant"])
texts = st.text(max_size=40)
values = st.one_of(st.booleans(), st.integers(), st.text(max_size=10), st.none())
names = st.text(min_size=1, max_size=8).filter(lambda name: name not in ("messages", "input", "instructions"))


@given(
    st.lists(st.tuples(roles, texts)), st.dictionaries(names, values), st.sampled_from(["messages", "input"])
)
def test_nothing_is_left_out_and_nothing_is_added(said, parameters, key) -> None:
    body = {**parameters, key: [{"role": role, "content": text} for role, text in said]}
    made = outline(body)
    assert [(one.role, one.text) for one in made.messages] == said
    shown = dict(made.parameters)
    assert shown.keys() == parameters.keys()
    for name, value in parameters.items():
        assert shown[name] == value if isinstance(value, str) else json.loads(shown[name]) == value


@given(st.binary(min_size=1, max_size=300))
def test_a_picture_has_the_size_of_its_file(data: bytes) -> None:
    url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    chat = {"type": "image_url", "image_url": {"url": url}}
    responses = {"type": "input_image", "image_url": url}
    for part, word in ((chat, "messages"), (responses, "input")):
        text = {"type": "text", "text": "Look"}
        made = outline({word: [{"role": "user", "content": [text, part]}]})
        assert made.messages == [OutlineMessage("user", "Look", (len(data),))]


def test_instructions_and_a_text_alone_are_messages_too() -> None:
    made = outline({"instructions": "Be brief.", "input": "Hello", "store": False})
    assert made.messages == [OutlineMessage("instructions", "Be brief."), OutlineMessage("user", "Hello")]
    assert made.parameters == (("store", "false"),)
    assert not made.is_rest


def test_what_is_no_message_stands_as_it_is() -> None:
    item = {"type": "function_call_output", "call_id": "1", "output": "4"}
    made = outline({"input": [item], "previous_response_id": "resp_1"})
    assert made.messages[0].role == "function_call_output"
    assert json.loads(made.messages[0].text) == item
    assert made.is_rest


@given(
    st.recursive(values, lambda inner: st.lists(inner) | st.dictionaries(texts, inner)), st.integers(0, 200)
)
def test_raw_json_is_whole_or_its_beginning(value, limit: int) -> None:
    whole = json.dumps({"it": value}, ensure_ascii=False, indent=2)
    text, is_cut = raw({"it": value}, limit)
    assert text == whole[:limit]
    assert is_cut is (len(whole) > limit)


@pytest.mark.parametrize("body", [{}, {"messages": []}, {"input": [{"role": "user", "content": None}]}])
def test_an_empty_request_is_outlined_too(body) -> None:
    assert all(one.text == "" for one in outline(body).messages)

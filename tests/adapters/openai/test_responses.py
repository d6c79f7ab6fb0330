"""The Responses API on the wire: what is asked, and that it is exactly what can be looked at before."""

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.conversation import Part, PartKind, Role, Usage
from app.domain.prompt import ChatRequest, Outgoing, PromptMessage
from app.domain.stream import Finished, Snapshot, Started, TextDelta, UsageReport
from tests.adapters.openai.asking import REQUEST, connected, texts
from tests.adapters.openai.replies import TEXTS, event, events, response
from tests.wire.server import WireServer

CAT = Part(PartKind.IMAGE, "", name="cat.png", media_type="image/png", data=b"cat")
ASKED = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hi"}]


async def test_an_answer_streams_with_the_numbers_of_its_events(server: WireServer) -> None:
    server.stream(*events())
    async with connected(server.base_url, api="responses") as backend:
        assert [one async for one in backend.stream(REQUEST)] == [
            Started("resp_1"),
            *(TextDelta(text, 0, number) for number, text in enumerate(TEXTS, 1)),
            UsageReport(Usage(3, 4)),
            Finished("stop"),
        ]
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/responses")
    assert request.json == {"model": "m", "input": ASKED, "stream": True, "store": False}


async def test_an_answer_that_does_not_stream_comes_at_once(server: WireServer) -> None:
    server.reply(200, response("incomplete", incomplete_details={"reason": "max_output_tokens"}))
    async with connected(server.base_url, api="responses") as backend:
        found = [one async for one in backend.stream(REQUEST)]
    assert texts(found) == "".join(TEXTS)
    assert found[-1] == Finished("length")


async def test_what_was_lost_on_the_way_stands_at_the_end_without_a_word_twice(server: WireServer) -> None:
    created, _, *others = events()
    done = event(9, "output_text.done", output_index=0, content_index=0, text="".join(TEXTS))
    server.stream(created, *others[:-1], done, others[-1])
    async with connected(server.base_url, api="responses") as backend:
        found = [one async for one in backend.stream(REQUEST)]
    assert texts(found) == "".join(TEXTS[1:])
    assert Snapshot((TextDelta("".join(TEXTS)),)) in found


async def test_pictures_go_out_as_they_are(server: WireServer) -> None:
    server.stream(*events())
    messages = (PromptMessage(Role.USER, "What is this?", (CAT,)), PromptMessage(Role.USER, "", (CAT,)))
    async with connected(server.base_url, api="responses") as backend:
        assert [one async for one in backend.stream(ChatRequest("m", messages))]
    picture = {"type": "input_image", "image_url": "data:image/png;base64,Y2F0"}
    assert [one["content"] for one in server.requests[0].json["input"]] == [
        [{"type": "input_text", "text": "What is this?"}, picture],
        [picture],
    ]


@pytest.mark.parametrize("api", ["responses", "chat_completions"])
async def test_an_answer_in_the_background_is_asked_for_by_the_api_that_knows_it(
    server: WireServer, api: str
) -> None:
    server.stream(*events())
    async with connected(server.base_url, api=api) as backend:
        request = ChatRequest("m", REQUEST.messages, background=True)
        assert texts([one async for one in backend.stream(request)]) == "".join(TEXTS)
    (asked,) = server.requests
    assert asked.path == "/v1/responses"
    assert (asked.json["background"], asked.json["store"]) == (True, True)


async def test_what_the_server_knows_is_not_sent_again(server: WireServer) -> None:
    server.stream(*events())
    async with connected(server.base_url) as backend:
        request = ChatRequest("m", REQUEST.messages, store=True, previous_response_id="resp_0", known=1)
        assert [one async for one in backend.stream(request)]
    (asked,) = server.requests
    assert asked.json["input"] == ASKED[1:]
    assert (asked.json["previous_response_id"], asked.json["store"]) == ("resp_0", True)


@pytest.mark.parametrize(("can_store", "store"), [(True, True), (True, False), (False, True), (False, False)])
async def test_chat_completions_speak_of_storage_only_to_those_who_know_it(
    server: WireServer, can_store: bool, store: bool
) -> None:
    async with connected(server.base_url, store=can_store) as backend:
        body = backend.outgoing(ChatRequest("m", REQUEST.messages, store=store)).body
    assert body.get("store") == (store if can_store else None)


REQUESTS = st.builds(
    ChatRequest,
    model=st.text(max_size=5),
    messages=st.lists(
        st.builds(
            PromptMessage,
            st.sampled_from(Role),
            st.text(max_size=20),
            st.lists(st.just(CAT), max_size=2).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    store=st.booleans(),
    background=st.booleans(),
    previous_response_id=st.sampled_from(["", "resp_0"]),
    known=st.integers(0, 4),
)


@given(request=REQUESTS, api=st.sampled_from(["responses", "chat_completions"]), store=st.booleans())
@settings(max_examples=25, deadline=None)
def test_what_goes_out_is_what_was_shown(request: ChatRequest, api: str, store: bool) -> None:
    async def shown_and_sent(server: WireServer) -> Outgoing:
        async with connected(server.base_url, api=api, store=store) as backend:
            shown = backend.outgoing(request)
            async for _ in backend.stream(request):
                pass
        return shown

    with WireServer() as server:
        server.stream(*events())
        shown = asyncio.run(shown_and_sent(server))
        (asked,) = server.requests
    assert (shown.method, shown.url) == (asked.method, f"http://127.0.0.1:{server.port}{asked.path}")
    assert json.loads(asked.body) == shown.body

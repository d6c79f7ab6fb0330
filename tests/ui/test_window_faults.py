"""A few rows of the fault table in the window: what is said, what is offered, and that it goes on."""

import pytest

from app.domain.ending import EndState
from app.domain.provider import Provider
from tests.faults.fault import HELLO, STOP, raw, replied, streamed
from tests.ui.conftest import until
from tests.wire.server import DONE, Forever, Reset, Sleep, UntilClosed, WireServer, chat_chunk, sse

pytestmark = pytest.mark.ui


@pytest.mark.parametrize(
    ("play", "kind", "offered", "says", "text"),
    [
        (streamed(*HELLO), "disconnected", "continue retry", "broke off after 1 word", "Hello"),
        (streamed(*HELLO, Sleep(0.05), Reset()), "disconnected", "continue retry", "broke after", "Hello"),
        (streamed(*HELLO, b"data: {\n\n"), "provider_error", "retry details", "What came is kept", "Hello"),
        (replied(200, "<html>Sign in</html>"), "provider_error", "retry details", "a web page", ""),
        (replied(429, {"error": {"code": "insufficient_quota"}}), "quota", "", "no credit left", ""),
        (raw(UntilClosed()), "stalled", "wait retry", "Nothing has come yet", ""),
        (streamed(*HELLO, Forever(b": ping\n\n", 0.05)), "stalled", "wait retry", "Nothing more", "Hello"),
        (replied(302, headers={"Location": "//example.org"}), "rejected", "", "send us elsewhere", ""),
    ],
)
async def test_it_is_told_in_the_window_and_the_next_prompt_is_answered(
    desk, play, kind: str, offered: str, says: str, text: str
):
    with WireServer() as server:
        play(server)
        async with desk(provider=Provider("test", server.base_url, "m", idle_timeout=0.3)) as it:
            it.send("Hi")
            await it.banner(kind)
            assert says in it.said()
            assert " ".join(it.offered()).startswith(offered)
            assert it.transcript.plainText().strip().endswith(text or "Hi")
            if it.streaming:
                it.click("stopButton")
                await until(lambda: not it.streaming)
            server.stream(sse(chat_chunk("And on.")), STOP, DONE)
            await it.asked("And?")
            assert (it.answer.text(), it.answer.end, it.kind()) == ("And on.", EndState.COMPLETE, "")

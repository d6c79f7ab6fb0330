"""OpenAI's own client, unchanged, talks to the Guide and sees each demo for what it is."""

import asyncio

import httpx2
import openai
import pytest
from openai import AsyncOpenAI

from tests.adapters.guide.conftest import SPEED, wait_until


async def streamed(url, prompt, **more):
    """All chunks of an answer."""
    async with AsyncOpenAI(base_url=url, api_key="x", max_retries=0) as client:
        messages = [{"role": "user", "content": prompt}]
        stream = await client.chat.completions.create(
            model="guide", messages=messages, stream=True, stream_options={"include_usage": True}, **more
        )
        async with stream:
            chunks = [chunk async for chunk in stream]
        # The SDK leaves its generator at [DONE]; the loop closes it a moment later.
        await asyncio.sleep(0.01)
        return chunks


def joined(chunks, field="content"):
    choices = [choice for chunk in chunks for choice in chunk.choices]
    return "".join(getattr(choice.delta, field, None) or "" for choice in choices)


def reason(chunks):
    (found,) = [c.finish_reason for chunk in chunks for c in chunk.choices if c.finish_reason]
    return found


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("what is Rivulet?", "desktop program"),
        ("/demo length", "output limit"),
        ("/demo moderation", "/demo moderation"),
    ],
)
async def test_an_answer_streams(url, prompt, expected):
    chunks = await streamed(url, prompt)
    assert expected in joined(chunks)
    assert reason(chunks) == ("length" if "length" in prompt else "stop")
    assert chunks[-1].usage.completion_tokens == len(chunks) - 3


async def test_rich_answers_stream(url):
    markdown, code = await asyncio.gather(streamed(url, "/demo markdown"), streamed(url, "/demo code"))
    rich = ("# ", "| River |", "- [x] ", "> ", "```python", "~~", "---", "[link](https://")
    assert [piece for piece in rich if piece not in joined(markdown)] == []
    assert [piece for piece in ("```python", "```sh", "```json") if piece not in joined(code)] == []


async def test_a_long_answer_has_as_many_events_as_tokens(url):
    chunks = await streamed(url, "/demo long 500")
    assert sum(bool(c.choices and c.choices[0].delta.content) for c in chunks) == 500
    assert chunks[-1].usage.completion_tokens == 500


async def test_a_slow_answer_comes_late(url):
    async with AsyncOpenAI(base_url=url, api_key="x", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="guide", messages=[{"role": "user", "content": "/demo slow"}], stream=True
        )
        times = []
        async with stream:
            async for chunk in stream:
                times.append((asyncio.get_running_loop().time(), chunk.choices[0].delta.content))
                if len(times) == 3:
                    break
        await asyncio.sleep(0.01)
    assert times[0][1] == ""
    assert times[1][0] - times[0][0] > 2.9 / SPEED
    assert 0.4 / SPEED < times[2][0] - times[1][0] < 1


async def test_a_stalled_answer_is_silent_and_open(server, url):
    async with AsyncOpenAI(base_url=url, api_key="x", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="guide", messages=[{"role": "user", "content": "/demo stall"}], stream=True
        )
        text = ""

        async def read():
            nonlocal text
            async with stream, asyncio.timeout(1.2):
                async for chunk in stream:
                    text += chunk.choices[0].delta.content or ""

        with pytest.raises(TimeoutError):
            await read()
        assert "falls silent" in text
    await asyncio.to_thread(wait_until, lambda: server.open_streams == 0)


async def test_a_filter_a_refusal_thoughts_and_a_tool(url):
    filtered, refused, reasoned, called = await asyncio.gather(
        *(streamed(url, f"/demo {name}") for name in ("filter", "refusal", "reasoning", "tool"))
    )
    assert (reason(filtered), bool(joined(filtered))) == ("content_filter", True)
    assert (reason(refused), joined(refused)) == ("stop", "")
    assert joined(refused, "refusal").startswith("I am sorry")
    assert "five separate pieces" in joined(reasoned, "reasoning_content")
    assert "Four bridges" in joined(reasoned)
    assert reason(called) == "tool_calls"
    calls = [call for chunk in called for c in chunk.choices for call in c.delta.tool_calls or []]
    assert (calls[0].function.name, calls[0].id) == ("get_time", "call_guide_time")
    assert "".join(call.function.arguments for call in calls) == '{"timezone": "Europe/Lisbon"}'


async def test_a_dropped_connection_breaks_in_the_middle(url):
    text = ""
    async with AsyncOpenAI(base_url=url, api_key="x", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="guide", messages=[{"role": "user", "content": "/demo drop"}], stream=True
        )

        async def read():
            nonlocal text
            async with stream:
                async for chunk in stream:
                    text += chunk.choices[0].delta.content or ""
                    assert chunk.choices[0].finish_reason is None

        with pytest.raises((openai.APIConnectionError, httpx2.TransportError)):
            await read()
    assert text.endswith("the connection")


async def test_an_error_in_the_stream(url):
    with pytest.raises(openai.APIError, match="broke off, as asked") as caught:
        await streamed(url, "/demo error")
    assert not isinstance(caught.value, openai.APIStatusError)


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("rate-limit", openai.RateLimitError, "rate_limit_exceeded"),
        ("quota", openai.RateLimitError, "insufficient_quota"),
        ("unauthorized", openai.AuthenticationError, "invalid_api_key"),
        ("too-long", openai.BadRequestError, "context_length_exceeded"),
        ("rejected", openai.BadRequestError, "invalid_prompt"),
        ("server-error", openai.InternalServerError, "server_error"),
    ],
)
async def test_rejections(url, name, kind, code):
    with pytest.raises(kind) as caught:
        await streamed(url, f"/demo {name}")
    assert caught.value.code == code
    assert caught.value.request_id.startswith("req_")
    assert caught.value.response.headers.get("retry-after") == ("5" if name == "rate-limit" else None)


async def test_an_answer_in_one_piece(url):
    async with AsyncOpenAI(base_url=url, api_key="x", max_retries=0) as client:

        async def ask(prompt):
            messages = [{"role": "user", "content": [{"type": "text", "text": prompt}]}]
            return await client.chat.completions.create(model="guide", messages=messages)

        answer = await ask("dark mode")
        assert answer.choices[0].message.content.startswith("## Light and dark appearance")
        assert answer.choices[0].finish_reason == "stop"
        assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
        called = await ask("/demo tool")
        assert called.choices[0].message.tool_calls[0].function.name == "get_time"
        refused = await ask("/demo refusal")
        assert refused.choices[0].message.content is None
        assert refused.choices[0].message.refusal.startswith("I am sorry")
        with pytest.raises(openai.InternalServerError):
            await ask("/demo error")
        with pytest.raises(openai.APIConnectionError):
            await ask("/demo drop")


async def test_models_and_moderation(url):
    async with AsyncOpenAI(base_url=url, api_key="x", max_retries=0) as client:
        assert [model.id async for model in client.models.list()] == ["guide"]
        assert (await client.models.retrieve("guide")).owned_by == "rivulet"
        with pytest.raises(openai.NotFoundError):
            await client.models.retrieve("gpt-5")
        one = await client.moderations.create(input="please send /demo moderation now")
        (result,) = one.results
        assert result.flagged
        assert result.categories.harassment
        assert not result.categories.violence
        assert result.category_scores.harassment > 0.5
        many = await client.moderations.create(input=["a calm text", "/Demo Moderation"])
        assert [result.flagged for result in many.results] == [False, True]
        parts = await client.moderations.create(input=[{"type": "text", "text": "/demo moderation"}])
        assert [result.flagged for result in parts.results] == [True]

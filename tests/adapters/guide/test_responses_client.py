"""OpenAI's own client, unchanged, understands the Guide's Responses API and its moderation check."""

import contextlib

import httpx2
import openai
import pytest
from openai import AsyncOpenAI


def client_of(url):
    return AsyncOpenAI(base_url=url, api_key="x", max_retries=0)


async def events_of(stream):
    async with stream:
        return [event async for event in stream]


def text_of(events):
    return "".join(event.delta for event in events if event.type == "response.output_text.delta")


async def streamed(client, prompt, **more):
    return await events_of(await client.responses.create(model="guide", input=prompt, stream=True, **more))


async def test_an_answer_streams(url):
    async with client_of(url) as client:
        events = await streamed(client, "what is Rivulet?", store=False)
        assert [event.sequence_number for event in events] == list(range(len(events)))
        response = events[-1].response
        assert response.output_text == text_of(events)
        assert "desktop program" in response.output_text
        assert response.usage.input_tokens_details.cached_tokens == 0
        assert response.usage.output_tokens == len([e for e in events if e.type.endswith("text.delta")])
        with pytest.raises(openai.NotFoundError):
            await client.responses.retrieve(response.id)


async def test_each_kind_of_output_is_one_that_it_knows(url):
    async with client_of(url) as client:
        kinds = {}
        for prompt in ("/demo reasoning", "/demo tool", "/demo refusal"):
            for item in (await streamed(client, prompt))[-1].response.output:
                kinds[item.type] = item
        assert kinds["reasoning"].summary[0].text.startswith("The question is")
        assert kinds["function_call"].arguments == '{"timezone": "Europe/Lisbon"}'
        assert kinds["message"].content[0].refusal.startswith("I am sorry")


async def test_its_own_helper_for_streams_finds_nothing_amiss(url):
    async with client_of(url) as client:
        for prompt in ("/demo reasoning", "/demo tool", "/demo refusal"):
            async with client.responses.stream(model="guide", input=prompt) as stream:
                async for _ in stream:
                    pass
                assert (await stream.get_final_response()).status == "completed"


async def test_an_answer_in_one_piece_and_the_next_one(url):
    async with client_of(url) as client:
        first = await client.responses.create(model="guide", input="/demo length")
        assert first.incomplete_details.reason == "max_output_tokens"
        with pytest.raises(openai.BadRequestError) as caught:
            await client.responses.create(model="guide", input="and?", previous_response_id="resp_1")
        assert caught.value.code == "previous_response_not_found"
        second = await client.responses.create(
            model="guide", input="dark mode", previous_response_id=first.id
        )
        assert second.usage.input_tokens_details.cached_tokens == first.usage.total_tokens
        await client.responses.delete(first.id)
        with pytest.raises(openai.NotFoundError, match="not found"):
            await client.responses.retrieve(first.id)


async def test_an_answer_that_fails_and_a_server_that_is_overloaded(url):
    async with client_of(url) as client:
        failed = (await streamed(client, "/demo error"))[-1]
        assert (failed.type, failed.response.error.code) == ("response.failed", "server_error")
        with pytest.raises(openai.APIError, match="overloaded"):
            await streamed(client, "/demo overloaded")


async def test_a_background_answer_is_taken_up_again(url):
    async with client_of(url) as client:
        stream = await client.responses.create(
            model="guide", input="/demo drop", stream=True, background=True
        )
        heard = []
        with contextlib.suppress(openai.APIConnectionError, httpx2.TransportError):
            async with stream:
                async for event in stream:
                    heard.append(event)  # noqa: PERF401 - what came before the break is wanted
        assert heard[-1].type == "response.output_text.delta"
        name, last = heard[0].response.id, heard[-1].sequence_number
        rest = await events_of(await client.responses.retrieve(name, stream=True, starting_after=last))
        whole = await client.responses.retrieve(name)
        assert [event.sequence_number for event in rest] == list(range(last + 1, last + 1 + len(rest)))
        assert text_of(heard + rest) == whole.output_text
        assert whole.status == "completed"
        assert whole.background


async def test_a_background_answer_is_cancelled(url):
    async with client_of(url) as client:
        response = await client.responses.create(model="guide", input="/demo stall", background=True)
        assert response.status == "queued"
        assert (await client.responses.cancel(response.id)).status == "cancelled"
        assert (await client.responses.cancel(response.id)).status == "cancelled"
        assert (await client.responses.retrieve(response.id)).status == "cancelled"
        with pytest.raises(openai.BadRequestError, match="not created with stream=true"):
            await client.responses.retrieve(response.id, stream=True)


async def test_a_prompt_or_an_answer_can_be_flagged(url):
    async with client_of(url) as client:
        prompts = ["/demo moderation", "/demo moderation answer", "the list names `/demo moderation`"]
        checked = await client.moderations.create(input=prompts)
        assert [result.flagged for result in checked.results] == [True, False, False]
        assert checked.results[0].categories.harassment
        answer = (await client.responses.create(model="guide", input="/demo moderation answer")).output_text
        sentences = answer.replace("\n", " ").split(". ")
        checked = await client.moderations.create(input=sentences)
        flagged = [result.flagged for result in checked.results]
        assert flagged.count(True) == 1
        assert 2 <= flagged.index(True) <= len(flagged) - 3, "it is in the middle"
        result = checked.results[flagged.index(True)]
        assert result.categories.violence
        assert result.category_scores.violence > 0.5
        assert "stands for one that nobody wants to read" in answer


async def test_nothing_else_that_the_guide_says_is_flagged(url):
    async with client_of(url) as client:
        for prompt in ("/demo help", "/demo moderation", "demo prompts", "what is moderation"):
            answer = (await client.responses.create(model="guide", input=prompt)).output_text
            (result,) = (await client.moderations.create(input=answer)).results
            assert not result.flagged

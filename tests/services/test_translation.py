"""Live translation over real sockets: what is sent, when, and what is shown in the end."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from app.adapters.openai.connector import OpenAIConnector
from app.domain.alignment import Standing
from app.domain.policy import Policy
from app.domain.provider import Provider
from app.domain.sentences import split
from app.services.providers import Providers
from app.services.tasks import TaskScope
from app.services.translation import LiveTranslation
from tests.services.conftest import NoKeychain
from tests.wire.translator import TranslatorServer, translated

PAUSE = 0.06

TEXT = (
    "The river rises in the hills. Nobody knows exactly where! Some say it is near the old mill, others "
    "point to the spring behind Dr. Brown's house. Does it matter? It flows anyway, at 3.5 km/h, past the "
    "village and the fields.\n\nIn winter it freezes. Children skate on it then... until spring comes back."
)


@dataclass
class Desk:
    server: TranslatorServer
    live: LiveTranslation
    providers: Providers

    async def until(self, condition) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.002)

    async def done(self) -> str:
        """What is shown once nothing more is to come."""
        await self.until(lambda: (self.live.is_complete or self.live.problem) and not self.live.is_running)
        return self.live.translation()

    async def type(self, text: str, seconds: float = 0.002) -> None:
        """At the end of what is there, one key after the other."""
        for character in text:
            self.live.set_text(self.live.text + character)
            await asyncio.sleep(seconds)


@asynccontextmanager
async def desk(
    *, delay: float = 0.0, source: str = "English", pause: float = PAUSE, policy: Policy | None = None
) -> AsyncIterator[Desk]:
    errors: list[BaseException] = []
    with TranslatorServer(delay=delay) as server:
        tasks = TaskScope(lambda name, error: errors.append(error))
        provider = Provider("test", server.base_url, "m", idle_timeout=5)
        providers = Providers(provider, connector=OpenAIConnector(), keychain=NoKeychain(), policy=policy)
        live = LiveTranslation(providers, tasks, source=source, target="German", pause=pause)
        try:
            yield Desk(server, live, providers)
        finally:
            await tasks.close()
            await providers.close()
    assert not errors


def whole(text: str) -> str:
    return "".join(
        segment.lead + (translated(segment.asked) if segment.asked else segment.text) + segment.tail
        for segment in split(text)
    )


async def test_300_keystrokes_at_typing_speed():
    text = TEXT
    assert len(text) == 300
    sentences = [segment.asked for segment in split(text) if segment.asked]
    rhythm = random.Random(5)
    async with desk(delay=0.004) as it:
        for character in text:
            it.live.set_text(it.live.text + character)
            await asyncio.sleep(rhythm.uniform(0.002, 0.012))
        assert await it.done() == whole(text)
        assert it.server.most_running == 1
        assert len(it.server.requests) <= len(sentences)
        asked = [one for request in it.server.asked for one in request]
        assert sorted(asked) == sorted(sentences), "each is sent once, when it has its final wording"


async def test_a_pause_sends_the_sentence_that_is_being_written_once_for_each_wording():
    async with desk() as it:
        await it.type("This is")
        await it.until(lambda: it.live.is_complete and not it.live.is_running)
        await it.type(" a sentence")
        assert it.live.pairs[0].standing is Standing.EARLIER
        assert it.live.pairs[0].translation == "THIS IS·German", "what is there stays until it is renewed"
        assert await it.done() == "THIS IS A SENTENCE·German"
        assert it.server.asked == [["This is"], ["This is a sentence"]]


async def test_a_paste_goes_out_at_once_and_in_batches():
    text = " ".join(f"This is sentence number {number} of the text." for number in range(50))
    async with desk(pause=30) as it:
        it.live.set_text(text)
        assert await it.done() == whole(text)
        assert [len(request) for request in it.server.asked] == [20, 20, 10]
        assert it.server.most_running == 1


async def test_what_is_wanted_no_more_is_cancelled_and_its_socket_closed():
    async with desk(delay=0.2) as it:
        await it.type("First wording")
        await it.until(lambda: it.server.running)
        it.live.set_text("First wording, changed")
        await asyncio.to_thread(it.server.requests[0].wait_closed, 1)
        it.server.delay = 0
        assert await it.done() == "FIRST WORDING, CHANGED·German"
        await it.until(lambda: it.server.completed == 1)


async def test_what_is_still_wanted_goes_on_while_something_else_is_written():
    async with desk(delay=0.1) as it:
        it.live.set_text("This one is done. This one as well. ")
        await it.until(lambda: it.server.running)
        await it.type("And then", 0.03)
        assert await it.done() == whole("This one is done. This one as well. And then")
        await it.until(lambda: it.server.completed == 2)
        assert it.server.requests[0].closed_at is None


async def test_what_came_whole_of_a_cancelled_request_is_kept():
    async with desk() as it:

        def half(sentences):
            yield "<1>EINS</1>\n<2>ZW"
            it.server.delay = 5
            yield "EI</2>"

        it.server.answering.append(half)
        it.live.set_text("One sentence is here. Two are here. Three are here.")
        await it.until(lambda: it.live.pairs[1].standing is Standing.GROWING)
        assert [pair.translation for pair in it.live.pairs] == ["EINS", "ZW", ""]
        it.server.delay = 0
        it.live.set_text("One sentence is here. ")
        await it.until(lambda: not it.live.is_running)
        it.live.set_text("One sentence is here. Two are here. Three are here.")
        await it.done()
        assert it.live.pairs[0].translation == "EINS"
        assert it.server.asked[1:] == [["Two are here.", "Three are here."]]


async def test_unchanged_sentences_keep_their_translation_wherever_they_move():
    async with desk() as it:
        it.live.set_text("The first one is here. The second one is here. The third one is here.")
        await it.done()
        it.live.set_text("The third one is here.\n\nThe first one is here.")
        assert it.live.is_complete
        assert it.live.translation() == whole(it.live.text)
        assert len(it.server.requests) == 1


async def test_only_the_changed_sentence_is_sent():
    async with desk() as it:
        it.live.set_text("The first one is here. The second one is here. The third one is here.")
        await it.done()
        it.live.set_text("The first one is here. The next one is here. The third one is here.")
        assert [pair.standing for pair in it.live.pairs] == [
            Standing.CURRENT,
            Standing.EARLIER,
            Standing.CURRENT,
        ]
        assert await it.done() == whole(it.live.text)
        assert it.server.asked[1:] == [["The next one is here."]]


@pytest.mark.parametrize("seed", range(6))
async def test_random_edits_end_as_the_final_text_translated_at_once(seed):
    chance = random.Random(seed)
    pieces = ["Hello there. ", "x", " ", ".", "\n", "- item\n", "Dr. Who is here! ", "é。", "3.14 ", "Go on"]
    async with desk(delay=0.001, pause=0.01) as it:
        for _ in range(60):
            text = it.live.text
            begin = chance.randint(0, len(text))
            end = min(len(text), begin + chance.choice((0, 0, 0, 1, 5, 40)))
            it.live.set_text(text[:begin] + chance.choice(pieces) + text[end:])
            await asyncio.sleep(chance.choice((0, 0.001, 0.005, 0.02)))
        shown, text = await it.done(), it.live.text
        assert it.server.most_running == 1
    async with desk() as at_once:
        at_once.live.set_text(text)
        assert await at_once.done() == shown


async def test_what_the_model_forgets_is_asked_for_again_alone_and_once():
    async with desk() as it:
        it.server.answering += [lambda sentences: ["<1>EINS</1>\n<3>DREI</3>"], lambda sentences: [""]]
        it.live.set_text("One sentence. Two sentences. Three sentences.")
        await it.done()
        assert it.server.asked == [
            ["One sentence.", "Two sentences.", "Three sentences."],
            ["Two sentences."],
        ]
        assert it.live.problem is not None
        assert it.live.problem.title == "One sentence did not come back from the model."
        assert [pair.translation for pair in it.live.pairs] == ["EINS", "", "DREI"]
        it.live.retry()
        assert it.live.problem is None
        assert "TWO SENTENCES" in await it.done()
        assert it.live.problem is None


async def test_a_problem_costs_nothing_of_what_is_there_and_an_edit_waits_before_it_tries_again():
    async with desk() as it:
        it.live.set_text("It was translated before. ")
        before = await it.done()
        it.server.refuse(401, "Incorrect API key provided.")
        it.live.set_text("It was translated before. And this fails. ")
        await it.done()
        assert it.live.problem is not None
        assert before.strip() in it.live.translation()
        await it.type("And m")
        assert len(it.server.requests) == 2, "no try for each key"
        await it.until(lambda: it.live.is_complete)
        assert await it.done() == whole(it.live.text)
        assert it.live.problem is None


async def test_a_rate_limit_is_waited_for_and_can_be_cut_short():
    async with desk() as it:
        it.server.refuse(429, "slow down", {"Retry-After": "60"})
        it.live.set_text("A sentence that has to wait.")
        await it.until(lambda: it.live.retry_at)
        await it.type(" And another.")
        await asyncio.sleep(2 * PAUSE)
        assert len(it.server.requests) == 1
        it.live.retry()
        assert await it.done() == whole(it.live.text)


async def test_a_language_is_detected_and_swapping_knows_it():
    async with desk(source="") as it:
        it.live.set_text("Une phrase en français.")
        await it.done()
        assert it.live.detected == "French"
        it.live.use_languages("German", "French")
        assert it.live.pairs[0].standing is Standing.EARLIER
        assert await it.done() == "UNE PHRASE EN FRANÇAIS.·French"
        it.live.use_languages("", "German")
        assert it.live.is_complete, "it is remembered"
        assert len(it.server.requests) == 2


async def test_a_short_sentence_does_not_turn_the_detected_language_and_another_text_does():
    async with desk(source="") as it:
        it.live.set_text("Une phrase en français, assez longue.")
        await it.done()
        it.server.language = "Danish"
        it.live.set_text("Une phrase en français, assez longue.\n- to\n")
        await it.done()
        assert it.live.detected == "French"
        it.live.set_text("Det er en anden tekst.")
        await it.done()
        assert it.live.detected == "Danish"
        it.live.set_text("")
        assert it.live.detected == ""


async def test_another_language_cancels_what_runs():
    async with desk(delay=0.3) as it:
        it.live.set_text("A sentence to be translated.")
        await it.until(lambda: it.server.running)
        it.live.use_languages("English", "Spanish")
        await asyncio.to_thread(it.server.requests[0].wait_closed, 1)
        it.server.delay = 0
        assert await it.done() == "A SENTENCE TO BE TRANSLATED.·Spanish"


async def test_another_model_translates_anew():
    async with desk() as it:
        it.live.set_text("A sentence to be translated.")
        await it.done()
        it.providers.choose_model("better")
        it.live.refresh()
        assert not it.live.is_complete
        await it.done()
        assert [request.json["model"] for request in it.server.requests] == ["m", "better"]


async def test_nothing_may_be_kept_there_and_the_users_checks_hold():
    async with desk(policy=Policy(store=True, check_prompts=True)) as it:
        it.live.set_text("A sentence to be checked.")
        await it.done()
        assert it.live.problem is not None, "this server has no moderation check"
        assert it.server.requests == []


async def test_emptying_the_text_ends_everything():
    async with desk(delay=0.3, source="") as it:
        it.live.set_text("A sentence to be translated.")
        await it.until(lambda: it.server.running)
        it.live.set_text("")
        await asyncio.to_thread(it.server.requests[0].wait_closed, 1)
        assert await it.done() == ""
        assert it.live.pairs == []

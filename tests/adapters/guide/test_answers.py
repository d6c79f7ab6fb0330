"""What the Guide says, and that a Continue brings exactly what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.guide.answers import Guide, Said
from app.adapters.guide.demos import DEMOS, demo
from app.adapters.guide.manual import Manual
from app.adapters.guide.prose import prose
from app.adapters.guide.script import Cut, Finish, Rejection, Say, Script, Silence, Wait, paced, tokens
from app.domain.prompt import CONTINUE_PROMPT
from tests.adapters.guide.conftest import MANUAL

GUIDE = Guide(Manual(MANUAL))


def text(script: Script) -> str:
    return "".join(step.text for step in script.steps if isinstance(step, Say))


def answer(*texts: str) -> Script:
    """The reply to a conversation in which user and assistant take turns."""
    roles = ("user", "assistant")
    reply = GUIDE.reply([Said(roles[i % 2], text) for i, text in enumerate(texts)])
    assert isinstance(reply, Script)
    return reply


def test_an_answer_is_the_section_with_pointers_to_others():
    said = text(answer("where is my key stored"))
    assert said.startswith("## Where your key is stored\n\nYour key is kept in the keyring")
    assert "**See also:** " in said
    assert "<!--" not in said


def test_what_a_section_refers_to_is_the_first_of_its_pointers():
    assert "**See also:** What GitHub learns" in text(answer("is there a new version?"))
    said = text(answer("What can Rivulet do?"))
    assert said.startswith("## What Rivulet can do")
    assert "**See also:** Temporary conversations · The quick prompt · Live translation" in said


def test_the_last_question_decides():
    assert text(answer("dark mode", "…", "proxy")).startswith("## Use a proxy")


@pytest.mark.parametrize(
    "greeting", ["hello", "Hi!", "help", "what can you do?", "Who are you?", "", "?", "  "]
)
def test_a_greeting_gets_an_overview(greeting):
    said = text(answer(greeting))
    assert "I am the Guide" in said
    assert "- Getting started\n" in said


def test_what_it_does_not_know_it_says_and_tells_how_to_go_on():
    said = text(answer("what is the capital of France?"))
    assert said.startswith("I don't know that.")
    assert "base URL" in said
    topics = [line.removeprefix("- ") for line in said.splitlines() if line.startswith("- ")]
    assert len(topics) == 3
    for topic in topics:
        assert text(answer(topic)).startswith(f"## {topic}")


@pytest.mark.parametrize(
    ("pictures", "got"), [(1, "I got your picture, but I cannot see"), (3, "I got your 3 pictures, but I")]
)
def test_it_cannot_see_pictures_and_says_how_many_it_got(pictures, got):
    alone = text(GUIDE.reply([Said("user", "", pictures)]))
    assert alone.startswith(got)
    assert "connect a model" in alone
    assert "## Where your key" in text(GUIDE.reply([Said("user", "where is my key stored", pictures)]))
    later = GUIDE.reply([Said("user", "", pictures), Said("assistant", alone), Said("user", "dark mode")])
    assert "picture" not in text(later)


def test_answers_come_word_by_word_at_a_readable_pace():
    steps = list(answer("where is my key stored").steps)
    words = sum(isinstance(step, Say) for step in steps)
    seconds = sum(step.seconds for step in steps if isinstance(step, Wait))
    assert isinstance(steps[0], Say)
    assert 60 <= words / seconds <= 80
    assert steps[-1] == Finish("stop")


QUESTIONS = [
    "where is my key stored",
    "what is love?",
    "hello",
    "/demo markdown",
    "/demo code",
    "/demo long 50",
]
BROKEN = ["/demo drop", "/demo length", "/demo stall", "/demo filter", "/demo error", "/demo slow"]


@given(st.sampled_from(QUESTIONS + BROKEN), st.data())
def test_a_continue_brings_exactly_what_is_missing(question, data):
    first = answer(question)
    whole = text(first) + first.unsaid
    cut = data.draw(st.integers(1, len(whole)))
    rest = answer(question, whole[:cut], CONTINUE_PROMPT)
    assert whole[:cut] + text(rest) == whole
    assert list(rest.steps)[-1] == Finish("stop")


def test_a_continue_may_follow_a_continue():
    whole = text(answer("dark mode"))
    messages = ("dark mode", whole[:10], CONTINUE_PROMPT, whole[10:20], CONTINUE_PROMPT)
    assert text(answer(*messages)) == whole[20:]


def test_a_continue_before_the_first_word_begins_at_the_beginning():
    reply = GUIDE.reply([Said("user", "dark mode"), Said("user", CONTINUE_PROMPT)])
    assert text(reply) == text(answer("dark mode"))


def test_a_strange_beginning_is_not_continued():
    assert text(answer("dark mode", "Once upon a time", CONTINUE_PROMPT)).startswith("I cannot continue")


def test_the_words_of_a_tool_are_passed_on():
    reply = GUIDE.reply([Said("user", "/demo tool"), Said("assistant", ""), Said("tool", "12:30")])
    assert "12:30" in text(reply)


@pytest.mark.parametrize("prompt", ["/demo", "/demo nonsense", "/DEMO Help", "  /demo   help  "])
def test_an_unknown_demo_gets_the_list(prompt):
    said = text(demo(prompt))
    assert all(f"`/demo {name}`" in said for name in DEMOS)


@pytest.mark.parametrize("prompt", ["demo markdown", "what is /demo", "/demonstrate", ""])
def test_what_is_no_demo_is_left_alone(prompt):
    assert demo(prompt) is None


@pytest.mark.parametrize(
    ("prompt", "count"),
    [("/demo long", 1000), ("/demo long 7", 7), ("/demo long 0", 1), ("/demo long 1,234", 1234)],
)
def test_a_long_demo_has_exactly_so_many_tokens(prompt, count):
    steps = list(demo(prompt).steps)
    assert sum(isinstance(step, Say) for step in steps) == count
    assert not any(isinstance(step, Wait) for step in steps)


def test_a_long_demo_has_its_limits():
    for much in ("300000", "9" * 5000):
        said = [step.text for step in demo(f"/demo long {much}").steps if isinstance(step, Say)]
        assert len(said) == 200_000
        assert "".join(said[:9]) == "200,000 tokens are the most, so here they are.\n\n"
    assert "the most" not in text(demo("/demo long 200000"))
    assert "takes a number" in text(demo("/demo long ago"))


def test_long_prose_is_the_same_each_time_and_never_repeats_a_page():
    lines = [line for line in "".join(prose(20_000)).splitlines() if len(line) > 80]
    assert "".join(prose(20_000)) == "".join(prose(20_000))
    assert len(set(lines)) > 0.95 * len(lines)


@pytest.mark.parametrize(
    ("prompt", "last"),
    [("/demo stall", Silence()), ("/demo drop", Cut()), ("/demo length", Finish("length"))],
)
def test_a_broken_demo_says_something_before_it_breaks(prompt, last):
    script = demo(prompt)
    assert len(text(script)) > 50
    assert list(script.steps)[-1] == last
    assert script.unsaid


def test_the_rate_limit_lets_a_conversation_pass_when_its_wait_is_over():
    now = 1000.0
    guide = Guide(Manual(MANUAL), clock=lambda: now)
    asked, other = [Said("user", "/demo rate-limit")], [Said("user", "hi"), Said("user", "/demo rate-limit")]

    def wait() -> int | None:
        reply = guide.reply(asked)
        return reply.retry_after if isinstance(reply, Rejection) else None

    assert wait() == 5
    now += 3.5
    assert wait() == 2
    assert guide.reply(other).retry_after == 5
    now += 1.5
    assert wait() is None
    assert wait() == 5, "the next one has to wait again"
    now += 3600
    assert wait() == 5, "nobody has been waiting for an hour"


@given(st.text())
def test_tokens_lose_nothing(source):
    assert "".join(tokens(source)) == source


def test_a_hastened_answer_says_the_same_in_less_time():
    slow, fast = (
        Script((*paced("One two three"), Finish())),
        Script((*paced("One two three"), Finish())).hastened(4),
    )
    pairs = list(zip(slow.steps, fast.steps, strict=True))
    assert [one for one, _ in pairs if not isinstance(one, Wait)] == [
        other for _, other in pairs if not isinstance(other, Wait)
    ]
    assert [other.seconds * 4 for _, other in pairs if isinstance(other, Wait)] == pytest.approx([1 / 70] * 2)

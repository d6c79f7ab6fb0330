"""What the Guide makes of a text that is to be translated."""

import pytest

from app.adapters.guide.answers import Guide, Said
from app.adapters.guide.manual import Manual
from app.adapters.guide.script import Say, Script
from app.domain.translation import Answer, messages
from tests.adapters.guide.conftest import MANUAL

GUIDE = Guide(Manual(MANUAL))


def translated(sentences: list[str], source: str = "") -> Answer:
    asked = messages(sentences, source, "German")
    reply = GUIDE.reply([Said(one.role.value, one.text) for one in asked])
    assert isinstance(reply, Script)
    answer = Answer(sentences)
    for step in reply.steps:
        if isinstance(step, Say):
            answer.feed(step.text)
    answer.finish()
    return answer


def test_each_sentence_is_dressed_and_marked():
    answer = translated(["Hello there.", "/demo drop", "Where is my key?"])
    assert answer.whole == {1: "[Ĥéļļö ťĥéřé.]", 2: "[/ďéɱö ďřöþ]", 3: "[Ŵĥéřé îš ɱý ķéý?]"}


def test_the_same_sentence_has_the_same_answer_in_any_company():
    alone, beside = translated(["It flows."]), translated(["Something else.", "It flows."])
    assert alone.whole[1] == beside.whole[2]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Das ist der Hund und die Katze.", "German"),
        ("Привет.", "Russian"),
        ("こんにちは", "Japanese"),
        ("Qwx zzz", "English"),
    ],
)
def test_the_language_is_guessed_where_it_is_asked_for(sentence: str, language: str):
    assert translated([sentence]).language == language
    assert translated([sentence], source="Danish").language == ""


def test_who_asks_the_guide_about_translating_gets_the_manual():
    reply = GUIDE.reply([Said("user", "How do I translate a text live?")])
    assert isinstance(reply, Script)
    said = "".join(step.text for step in reply.steps if isinstance(step, Say))
    assert said.startswith("## Live translation")

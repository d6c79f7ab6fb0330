"""What is sent, as far as the policy and the provider allow."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.capabilities import Api, Capabilities, capabilities
from app.domain.conversation import ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.policy import Policy
from app.domain.prompt import CONTINUE_PROMPT, chat_request
from app.domain.provider import GUIDE_PROVIDER, OPENAI_PROVIDER, Provider

ALL = Capabilities(Api.RESPONSES, store=True, server_context=True, background=True, moderation=True)
KEEPING = Policy(store=True, server_context=True)


def message(role: Role, text: str, **fields) -> Message:
    return Message(
        MessageId("m"), ConversationId("c"), None, role, 0.0, (Part(PartKind.TEXT, text),), **fields
    )


ANSWER = message(
    Role.ASSISTANT,
    "Hello",
    end=EndState.COMPLETE,
    provider=OPENAI_PROVIDER.name,
    response_id="resp_1",
    is_stored=True,
)
PATH = [message(Role.USER, "Hi"), ANSWER, message(Role.USER, "More")]


def test_by_default_nothing_is_kept_and_all_is_sent():
    request = chat_request(PATH, OPENAI_PROVIDER, ALL, Policy())
    assert (request.store, request.background, request.previous_response_id) == (False, False, "")
    assert [one.text for one in request.messages] == ["Hi", "Hello", "More"]


def test_what_the_provider_has_is_not_sent_again():
    request = chat_request(PATH, OPENAI_PROVIDER, ALL, KEEPING)
    assert (request.store, request.previous_response_id, request.known) == (True, "resp_1", 2)
    assert [one.text for one in request.messages[request.known :]] == ["More"]


@pytest.mark.parametrize(
    "answer",
    [
        replace(ANSWER, provider="another"),
        replace(ANSWER, is_stored=False),
        replace(ANSWER, end=EndState.STOPPED),
        replace(ANSWER, end=EndState.DISCONNECTED),
    ],
)
def test_what_another_has_or_has_not_whole_is_sent(answer):
    request = chat_request([PATH[0], answer, PATH[2]], OPENAI_PROVIDER, ALL, KEEPING)
    assert (request.previous_response_id, request.known) == ("", 0)


def test_a_conversation_without_its_beginning_is_sent_as_it_is():
    path = [replace(PATH[0], parent_id=MessageId("before")), *PATH[1:]]
    assert chat_request(path, OPENAI_PROVIDER, ALL, KEEPING).previous_response_id == ""


def test_only_what_responses_has_answered_can_be_continued_by_its_id():
    chatting = replace(ALL, api=Api.CHAT_COMPLETIONS)
    assert chat_request(PATH, OPENAI_PROVIDER, chatting, KEEPING).previous_response_id == ""
    path = [PATH[0], replace(ANSWER, in_background=True), PATH[2]]
    assert chat_request(path, OPENAI_PROVIDER, chatting, KEEPING).previous_response_id == "resp_1"


def test_an_answer_in_the_background_is_stored_for_that_alone():
    request = chat_request(PATH, OPENAI_PROVIDER, ALL, Policy(background=True))
    assert (request.background, request.store, request.previous_response_id) == (True, True, "")


def test_the_rest_of_an_answer_is_never_made_in_the_background():
    request = chat_request(PATH[:2], OPENAI_PROVIDER, ALL, Policy(background=True), continuing=True)
    assert request.messages[-1].text == CONTINUE_PROMPT
    assert not request.background


flags = st.booleans()
policies = st.builds(Policy, flags, flags, flags, flags, flags, flags)
servers = st.builds(Capabilities, st.sampled_from(Api), flags, flags, flags, flags, flags)


@given(policies, servers, flags)
def test_nothing_goes_beyond_what_is_allowed_and_possible(policy, can, temporary):
    request = chat_request(PATH, OPENAI_PROVIDER, can, policy, temporary=temporary)
    if temporary:
        assert not (request.store)
        assert not (request.background)
        assert not (request.previous_response_id)
    assert not request.background or (policy.background and can.background and request.store)
    assert not request.store or policy.store or request.background
    assert not request.previous_response_id or (policy.server_context and policy.store and request.store)


def test_the_users_word_on_a_server_stands_above_the_table():
    assert capabilities(OPENAI_PROVIDER).api is Api.RESPONSES
    assert capabilities(GUIDE_PROVIDER).background
    unknown = Provider("mine", "http://127.0.0.1:8000/v1", "m")
    assert capabilities(unknown) == Capabilities()
    known_better = replace(unknown, overrides={"api": "responses", "usage": False, "background": "yes"})
    assert capabilities(known_better) == Capabilities(Api.RESPONSES, usage=False)

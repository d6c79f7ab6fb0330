"""What is sent to a model: never an error's text, never a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.capabilities import Api, Capabilities
from app.domain.conversation import Message, Part, Role
from app.domain.ending import EndState
from app.domain.policy import Policy
from app.domain.provider import Provider

CONTINUE_PROMPT = "Continue your last answer exactly where it stopped. Do not repeat any of it."
"""Asks for the rest of an answer that was cut. Not kept in the history."""


@dataclass(frozen=True, slots=True)
class PromptMessage:
    role: Role
    text: str
    images: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatRequest:
    model: str
    messages: tuple[PromptMessage, ...]
    """The whole conversation, root first."""
    store: bool = False
    """The provider may keep the answer, and what was asked."""
    background: bool = False
    """The answer is made at the provider, whether or not we listen. Needs `store`."""
    previous_response_id: str = ""
    """The provider has the first `known` messages under this id: they need not be sent again."""
    known: int = 0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it goes out: shown on demand, and never with the key."""

    method: str
    url: str
    body: Mapping[str, Any]
    """Plain values for JSON."""
    note: str = ""
    """What else is sent for it, in sentences."""


def chat_request(
    path: Sequence[Message],
    provider: Provider,
    can: Capabilities,
    policy: Policy,
    *,
    continuing: bool = False,
    temporary: bool = False,
) -> ChatRequest:
    """The request for an answer at the end of `path`, as far as the policy and the provider allow.

    Args:
        path: see `prompt`.
        temporary: nothing of it may be kept, here or there.
    """
    background = policy.background and can.background and not (continuing or temporary)
    store = (policy.store and can.store and not temporary) or background
    request = ChatRequest(
        provider.model, prompt(path, continuing=continuing), store=store, background=background
    )
    if not (store and policy.store and policy.server_context and can.server_context):
        return request
    if path and path[0].parent_id is not None:  # The provider would not leave out what is left out here.
        return request
    for index in range(len(path) - 1, -1, -1):
        answer = path[index]
        if answer.is_answer:
            has_it = answer.is_stored and answer.provider == provider.name
            by_responses = can.api is Api.RESPONSES or answer.in_background
            if has_it and by_responses and answer.end is EndState.COMPLETE:
                known = len(prompt(path[: index + 1]))
                request = replace(request, previous_response_id=answer.response_id, known=known)
            break
    return request


def prompt(path: Sequence[Message], *, continuing: bool = False) -> tuple[PromptMessage, ...]:
    """The messages to send for an answer at the end of `path`.

    Answers without a text (they failed before their first token) are left out: a server has no use
    for them, and some reject empty messages. Only what the user attached goes out as an image.

    Args:
        path: root first. When `continuing`, the last one is the answer that was cut.
    """
    every = (PromptMessage(one.role, one.text(), one.images if one.role is Role.USER else ()) for one in path)
    messages = [one for one in every if one.text or one.images]
    if continuing:
        messages.append(PromptMessage(Role.USER, CONTINUE_PROMPT))
    return tuple(messages)

"""What a voice says of a message."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conversation import ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import EndState
from app.domain.speech import beginning, spoken


def message(text: str, role: Role = Role.ASSISTANT, kind: PartKind = PartKind.TEXT) -> Message:
    return Message(MessageId("m"), ConversationId("c"), None, role, 0.0, (Part(kind, text),))


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("# Rivers\n\nA **river** is *water* that `flows`.", "Rivers.\nA river is water that flows."),
        ("See [the sea](https://example.com/a?b) there", "See the sea there."),
        ("- one\n- two", "one.\ntwo."),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a, b.\n1, 2."),
        ("So:\n\n```python\na = 1\nb = 2\n```", "So:\nCode, 2 lines."),
        ("```\nx\n```", "Code, 1 line."),
        ("one\ntwo", "one two."),
        ("![A river](https://example.com/p.png)", "A river."),
        ("---", ""),
    ],
)
def test_an_answer_is_said_without_its_marks(markdown: str, said: str) -> None:
    assert spoken([message(markdown)]) == (f"Answer:\n{said}" if said else "")


def test_a_prompt_is_said_as_it_was_written() -> None:
    assert spoken([message("a_b_c\n\n  and *d*", Role.USER)]) == "You:\na_b_c\nand *d*"


def test_reasoning_and_calls_are_not_said_but_a_refusal_is() -> None:
    silent = [message("Hm", kind=kind) for kind in (PartKind.REASONING, PartKind.TOOL_CALL)]
    assert spoken(silent) == ""
    assert spoken([message("I cannot.", kind=PartKind.REFUSAL)]) == "Answer:\nI cannot."


def test_what_the_moderation_check_has_hidden_is_not_said() -> None:
    hidden = replace(message("The marmalade."), end=EndState.MODERATED)
    assert spoken([hidden]) == "Answer:\nHidden by the moderation check."


@given(st.text(alphabet="ab\n `*#|-[]()!$\t", max_size=80))
def test_no_line_is_blank(text: str) -> None:
    said = spoken([message(text), message(text, Role.USER)])
    assert all(line.strip() for line in said.split("\n")) or said == ""


@pytest.mark.parametrize(
    ("markdown", "first"),
    [
        ("", ""),
        ("\n\n# Rivers\n\nA **river** flows.", "Rivers. A river…"),
        ("河" * 50, "河" * 19 + "…"),
        ("short", "short."),
    ],
)
def test_the_first_words_fit_a_line(markdown: str, first: str) -> None:
    assert beginning(message(markdown), 20) == first


@given(st.text(max_size=300), st.integers(10, 40))
def test_the_first_words_are_never_longer(text: str, length: int) -> None:
    assert len(beginning(message(text), length)) <= length
    assert "\n" not in beginning(message(text), length)

"""What the moderation check says in words, and in which pieces a text is checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ending import EndState
from app.domain.moderation import (
    BYTES,
    LEAST,
    MOST,
    TEXTS,
    Batches,
    announced,
    answer_unchecked,
    batches_of,
    ended,
    held_back,
    is_unchecked,
    prompt_unchecked,
    request_size,
)
from app.domain.policy import Policy
from app.domain.problem import Problem

words = st.sampled_from(
    ["It flows. ", "“Really?” ", "so it is", " ", "\n", "水は流れる。", "川", "x = f(3.14)\n", "**Yes!** "]
)
texts = st.lists(words | st.text(max_size=5), max_size=300).map("".join) | st.text("ab", max_size=4_000)


@pytest.mark.parametrize(
    ("categories", "said"),
    [
        (["harassment"], "harassment"),
        (["violence/graphic", "harassment/threatening"], "threats, graphic violence"),
        (["self-harm/instructions"], "instructions for self-harm"),
        (["fraud/phone\nscam"], "fraud phone scam"),
        (["x" * 500], "x" * 60),
    ],
)
def test_categories_are_named_in_plain_words(categories, said):
    problem = held_back(categories)
    assert problem.kind is EndState.MODERATED
    assert problem.title == f"The moderation check held this prompt back: {said}."
    assert ended(categories).title == f"The moderation check ended this answer: {said}."


def test_what_is_flagged_without_a_category_is_told_all_the_same():
    for categories in ([], ["flagged"]):
        assert held_back(categories).title == "The moderation check held this prompt back."


def test_a_check_that_failed_keeps_its_reason_and_what_can_be_done():
    reason = Problem(EndState.OFFLINE, "Cannot reach example.com.", "refused", "Is it running?", 3.0, "r-1")
    prompt, answer = prompt_unchecked(reason), answer_unchecked(reason)
    assert prompt.kind is EndState.OFFLINE
    assert answer.kind is EndState.MODERATED
    for problem in (prompt, answer):
        assert problem.title.startswith("The moderation check could not be made")
        assert problem.title.endswith(reason.title)
        assert is_unchecked(problem)
    assert (prompt.remedy, prompt.retry_after, prompt.request_id) == ("Is it running?", 3.0, "r-1")
    assert "settings" in prompt_unchecked(Problem(EndState.REJECTED, "No.")).remedy
    assert not is_unchecked(reason)
    assert not is_unchecked(None)


@given(texts, st.lists(st.integers(1, 700)))
def test_the_batches_are_the_text_however_it_comes(text, sizes):
    batches, found, place = Batches(), [], 0
    for size in [*sizes, len(text)]:
        found += batches.feed(text[place : place + size])
        place += size
    found += batches.finish()
    assert "".join(found) == text
    assert found == batches_of(text)
    assert all(LEAST <= len(batch) <= MOST for batch in found[:-1])


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        ("The river is long and it flows. ", ". "),
        ("He said: “It flows to the sea.” ", "” "),
        ("**It flows to the sea!** ", "** "),
        ("水は海へ流れる。", "。"),
        ("for drop in river: flow(drop, 3.14)\n", "\n"),
    ],
)
def test_a_batch_ends_with_its_first_sentence_that_is_long_enough(sentence, end):
    batches = batches_of(sentence * 200)
    assert all(batch.endswith(end) for batch in batches)
    assert all(len(batch) < LEAST + len(sentence) for batch in batches)


def test_a_batch_without_the_end_of_a_sentence_ends_behind_a_word():
    first, *_ = batches_of("flowing " * 1_000)
    assert first.endswith("flowing ")
    assert MOST - len("flowing ") <= len(first) <= MOST


@given(st.lists(st.text("a川", max_size=MOST).map(lambda text: text * 20), max_size=40))
def test_a_request_is_small_and_never_empty(batches):
    sizes = []
    rest = batches
    while rest:
        size = request_size(rest)
        sizes.append(size)
        assert 1 <= size <= TEXTS
        assert size == 1 or sum(len(text.encode()) for text in rest[:size]) <= BYTES
        rest = rest[size:]
    assert sum(sizes) == len(batches)


def test_what_goes_out_names_what_the_check_is_sent():
    assert announced(Policy()) == ""
    assert announced(Policy(check_prompts=True)).endswith("is sent: before it, the text of the prompt.")
    both = announced(Policy(check_prompts=True, check_answers=True))
    assert both.endswith("the text of the prompt; while the answer comes, its text.")

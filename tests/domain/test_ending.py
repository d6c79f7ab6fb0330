"""Every end has a sentence and its actions."""

from functools import partial

import pytest

from app.domain.ending import Action, EndState, actions, sentence
from app.domain.problem import Problem
from app.domain.retry import MAX_TRIES, MAX_WAIT, wait_before_next_try


@pytest.mark.parametrize("end", EndState)
@pytest.mark.parametrize("words", [0, 1, 1214])
def test_every_end_has_a_plain_sentence(end, words):
    text = sentence(end, words)
    assert text.endswith(".")
    assert "{" not in text
    assert "!" not in text


def test_words_are_counted_in_words():
    assert sentence(EndState.DISCONNECTED, 1).startswith("The connection broke after 1 word.")
    assert "1,214 words" in sentence(EndState.DISCONNECTED, 1214)


def test_what_the_adapter_found_out_says_more():
    assert sentence(EndState.OFFLINE, 0, "The name was not found.") == "The name was not found."
    assert sentence(EndState.PROVIDER_ERROR, 5, "It failed.") == "It failed. What came is kept."
    assert sentence(EndState.DISCONNECTED, 5, "It broke.") == "It broke after 5 words. What came is kept."


@pytest.mark.parametrize("end", [end for end in EndState if end.needs_banner])
@pytest.mark.parametrize("has_text", [True, False])
@pytest.mark.parametrize("waiting", [True, False])
def test_every_end_offers_one_or_two_actions(end, has_text, waiting):
    offered = actions(end, has_text=has_text, waiting=waiting)
    assert 1 <= len(offered) <= 2
    assert len(set(offered)) == len(offered)
    if not has_text:
        assert Action.CONTINUE not in offered


def test_what_the_check_held_back_is_worded_otherwise_or_sent_all_the_same():
    held_back = partial(actions, EndState.MODERATED, waiting=False)
    assert held_back(has_text=False) == (Action.EDIT,)
    assert held_back(has_text=True) == (Action.REPHRASE,)
    assert held_back(has_text=False, may_send_anyway=True) == (Action.EDIT, Action.SEND_ANYWAY)
    unchecked = actions(EndState.OFFLINE, has_text=False, waiting=False, may_send_anyway=True)
    assert unchecked == (Action.RETRY, Action.SEND_ANYWAY)


def test_a_complete_answer_needs_nothing():
    assert actions(EndState.COMPLETE, has_text=True, waiting=False) == ()


def test_cancel_is_offered_only_while_something_waits():
    assert Action.CANCEL in actions(EndState.RATE_LIMITED, has_text=False, waiting=True)
    assert actions(EndState.RATE_LIMITED, has_text=False, waiting=False) == (Action.RETRY,)
    assert Action.CANCEL in actions(EndState.PROVIDER_ERROR, has_text=False, waiting=True)


def test_only_what_may_pass_is_tried_again():
    busy = Problem(EndState.RATE_LIMITED, "Busy.", retry_after=7)
    assert wait_before_next_try(busy, 1, 0.5) == 7
    assert wait_before_next_try(busy, MAX_TRIES, 0.5) is None
    assert wait_before_next_try(Problem(EndState.RATE_LIMITED, "", retry_after=MAX_WAIT + 1), 1, 0.5) is None
    assert wait_before_next_try(Problem(EndState.UNAUTHORIZED, ""), 1, 0.5) is None
    first, second = (wait_before_next_try(Problem(EndState.PROVIDER_ERROR, ""), n, 0.5) for n in (1, 2))
    assert 0 < first < second

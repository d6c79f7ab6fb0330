"""What the user allows: what a provider may keep, and what is checked before it is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """The defaults keep as little as possible elsewhere."""

    store: bool = False
    """Providers may keep answers, and what was asked."""
    server_context: bool = False
    """Where the provider keeps the conversation, only what is new is sent. Needs `store`."""
    background: bool = False
    """Answers are made at the provider, and survive a lost connection. Needs storage there, also without
    `store`: each such answer is kept until it is fetched."""
    check_prompts: bool = False
    """The moderation check sees each prompt before the model does."""
    check_answers: bool = False
    """The moderation check reads along, sentence by sentence."""
    may_send_anyway: bool = True
    """What the check holds back can be sent all the same."""

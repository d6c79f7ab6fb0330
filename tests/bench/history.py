"""A long conversation in the transcript: opened, scrolled, jumped in, resized, and what it weighs."""

import gc
import os
import random
import resource
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.adapters.guide.showcase import MARKDOWN
from app.domain.conversation import Conversation, ConversationId, Message, MessageId, Part, PartKind, Role
from app.domain.ending import EndState
from app.services.chat import Chat
from app.ui.theme import Appearance
from app.ui.transcript.view import Transcript

STEPS = 40


def conversation(count: int) -> Chat:
    """Prompts and answers in turn; every tenth answer is a rich one."""
    messages: list[Message] = []
    for number in range(count):
        is_answer = number % 2 == 1
        text = "A question about something. " * 8
        if is_answer:
            text = MARKDOWN if number % 20 == 1 else "An answer with some words in it. " * 60
        messages.append(
            Message(
                MessageId(str(number)),
                ConversationId("c"),
                messages[-1].id if messages else None,
                Role.ASSISTANT if is_answer else Role.USER,
                float(number),
                (Part(PartKind.TEXT, text),),
                EndState.COMPLETE if is_answer else None,
            )
        )
    tree = Conversation(ConversationId("c"), "Title", 0.0, 0.0, messages[-1].id)
    # What is only looked at needs nobody to answer or to save.
    return Chat(tree, messages, records=None, providers=None, tasks=None, on_changed=lambda _: None)


def milliseconds(app: QApplication, step: Callable[[int], None]) -> tuple[float, float]:
    """Median and worst of some steps, each with its repaint."""
    times = []
    for number in range(STEPS):
        began = time.perf_counter()
        step(number)
        app.processEvents()
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[STEPS // 2], max(times)


def measure(app: QApplication, count: int) -> str:
    chat = conversation(count)
    size = sum(len(message.text()) for message in chat.messages.values()) / 1e6
    transcript = Transcript(Appearance(app, "light").theme)
    transcript.resize(900, 700)
    transcript.show()
    app.processEvents()
    gc.freeze()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    transcript.show_chat(chat)
    app.processEvents()
    opened = (time.perf_counter() - began) * 1000
    bar, chance = transcript.verticalScrollBar(), random.Random(1)
    wheel = milliseconds(app, lambda _: bar.setValue(bar.value() - 60))
    jump = milliseconds(app, lambda _: bar.setValue(chance.randrange(bar.maximum())))
    resize = milliseconds(app, lambda step: transcript.resize(900 - 5 * step, 700))
    weight = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    steps = "".join(f"{middle:>7.1f}{worst:>7.1f}" for middle, worst in (wheel, jump, resize))
    return f"{count:>8,} {size:>5.1f} MB {opened:>7.0f} ms {steps} {weight:>7.0f} MB"


def main() -> None:
    app = QApplication([])
    print("messages     text      open      wheel ms       jump ms     resize ms   growth")
    print(" " * 29 + "    p50    max" * 3)
    for count in (1_000, 10_000):
        print(measure(app, count))


if __name__ == "__main__":
    main()

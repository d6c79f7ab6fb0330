"""A transcript on the screen in which messages come, stream and go, until its standard input is closed."""

import gc
import random
import sys
from itertools import count

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.stream import Finished, TextDelta
from app.domain.turn import Closed
from app.ui.theme import LIGHT
from app.ui.transcript.view import Transcript
from tests.bench.corpus import mixed
from tests.bench.stage import Answer, chat_of, messages


class Changing:
    def __init__(self, most: int) -> None:
        self._most = most
        self._chance = random.Random(1)
        self._text = mixed(3_000)
        self._steps = count(1)
        self._transcript = Transcript(LIGHT)
        self._transcript.resize(800, 600)
        self._transcript.show()
        self._begin()

    def _begin(self) -> None:
        """Another conversation, with an answer to come."""
        number = self._chance.randrange(1, self._most) | 1
        texts = [f"Question {n} 🌵" if n % 2 == 0 else self._text[: 40 * n] for n in range(number)]
        chat = chat_of(messages(texts))
        self._transcript.show_chat(chat)
        self._answer = Answer(chat, self._transcript)

    def step(self) -> None:
        number = next(self._steps)
        at = number * 40 % len(self._text)
        self._answer.take(TextDelta(self._text[at : at + 40]))
        bar = self._transcript.verticalScrollBar()
        if number % 17 == 0:
            bar.setValue(self._chance.randrange(bar.maximum() + 1))
        if number % 40 == 0:
            self._answer.take(Finished("stop"))
            self._answer.take(Closed())
            self._transcript.feed.drain()
            self._begin()
            gc.collect()


def main() -> None:
    app = QApplication([])
    changing = Changing(int(sys.argv[1]))
    timer = QTimer(interval=10)
    timer.timeout.connect(changing.step)
    timer.start()
    ending = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    ending.activated.connect(app.quit)
    app.exec()


if __name__ == "__main__":
    main()

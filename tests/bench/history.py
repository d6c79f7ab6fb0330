"""A long conversation: opened, scrolled, jumped in, resized, zoomed, searched, copied and written on."""

import gc
import random
import time
from collections.abc import Callable, Iterator

import psutil
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.adapters.guide.showcase import MARKDOWN
from app.boot.garbage import keep_loaded
from app.services.chat import Chat
from app.ui.find_bar import FindBar
from app.ui.transcript.find import Finder
from tests.bench.corpus import mixed
from tests.bench.figure import Figure
from tests.bench.stage import SIZE, Stage, Times, chat_of, messages

LENGTHS = 10_000, 1_000
"""The greater one first: what the first one makes the process take, the second has for nothing."""
STEPS = 60
ROUNDS = 12
"""Frames after the first one in which an opened conversation might still change."""
BOUNDS = {"open": 80.0, "memory": 25.0, "resize": 6.0, "jump": 16.0, "wheel": 8.0, "streamed": 8.0}
"""Of 10,000 messages; milliseconds and megabytes."""


def conversation(count: int) -> Chat:
    """Prompts and answers in turn, about 1 kB each; every tenth answer is a rich one."""
    prompt, answer = "A question about something. " * 8, "An answer with some words in it. " * 60
    rich = MARKDOWN + mixed(200)
    texts = (prompt if n % 2 == 0 else rich if n % 20 == 1 else answer for n in range(count))
    return chat_of(messages(list(texts)))


def figures() -> Iterator[Figure]:
    stage = Stage()
    for count in LENGTHS:
        yield from _of(stage, count, BOUNDS if count == LENGTHS[0] else {})
        stage.transcript.show_chat(None)


def _of(stage: Stage, count: int, bounds: dict[str, float]) -> Iterator[Figure]:
    title, chat, transcript = f"{count:,} messages", conversation(count), stage.transcript
    size = sum(len(message.text()) for message in chat.messages.values()) / 1e6
    yield Figure(f"{title}: text", size, "MB")
    gc.collect()
    keep_loaded()
    before = _weight()
    cpu, wall = _open(stage, chat)
    yield Figure(f"{title}: open", cpu, wall=wall, bound=bounds.get("open"))
    bar, chance = transcript.verticalScrollBar(), random.Random(1)
    width, height = SIZE
    ways: dict[str, Callable[[int], object]] = {
        "wheel": lambda step: bar.setValue(bar.value() - 60),
        "jump": lambda step: bar.setValue(chance.randrange(bar.maximum())),
        "resize": lambda step: transcript.resize(width - 5 * (step % 40), height),
        "zoom": lambda step: transcript.set_zoom(1 + 0.1 * (step % 5)),
    }
    for name, way in ways.items():
        times = Times()
        for step in range(STEPS):
            times.add(lambda step=step, way=way: way(step))
        yield from _both(times, f"{title}: {name}", bounds.get(name))
    yield Figure(f"{title}: memory", _weight() - before, "MB", bound=bounds.get("memory"))
    yield from _found(stage, title)
    yield from _copied(stage, title)
    transcript.resize(*SIZE)
    transcript.set_zoom(1.0)
    transcript.jump_to_latest()
    chat = conversation(count - 1)
    transcript.show_chat(chat)
    streamed = stage.stream(mixed(2_000), 4, chat=chat)
    yield from _both(streamed, f"{title}: streamed below", bounds.get("streamed"))


def _both(times: Times, title: str, bound: float | None) -> Iterator[Figure]:
    """Bounds are of the worst frame."""
    for name, share in (("p50", 0.5), ("max", 1.0)):
        cpu, wall = times.at(share)
        yield Figure(f"{title}, {name}", cpu, wall=wall, bound=bound if name == "max" else None)


def _open(stage: Stage, chat: Chat) -> tuple[float, float]:
    """Until what is painted is what will stay, on the processor and by the clock."""
    cpu = wall = 0.0
    seen: list[tuple[float, float, QImage]] = []
    for number in range(ROUNDS):
        times = Times()
        times.add((lambda: stage.transcript.show_chat(chat)) if number == 0 else (lambda: None))
        cpu, wall = cpu + times.cpu[0], wall + times.wall[0]
        seen.append((cpu, wall, _painted(stage)))
        time.sleep(0.016)
    right = next(one for one in seen if one[2] == seen[-1][2])
    return right[:2]


def _painted(stage: Stage) -> QImage:
    """What is on the screen now, without painting anything anew."""
    window = stage.transcript
    return window.screen().grabWindow(window.winId()).toImage()


def _found(stage: Stage, title: str) -> Iterator[Figure]:
    """A word that every tenth answer has, looked for in all of them."""
    finder, bar = stage.transcript.findChild(Finder), stage.transcript.findChild(FindBar)
    times, field = Times(), bar.findChild(QLineEdit, "findField")
    bar.open_bar()
    times.add(lambda: field.setText("Danube"))
    while finder.is_searching:
        times.add(lambda: None)
    yield Figure(f"{title}: find in all", sum(times.cpu), wall=sum(times.wall))
    yield from _both(times, f"{title}: find in all, a frame", None)
    yield Figure(f"{title}: found", finder.count, "")
    bar.close_bar()


def _copied(stage: Stage, title: str) -> Iterator[Figure]:
    control = Qt.KeyboardModifier.ControlModifier
    stage.transcript.setFocus()
    for name, key in (("select all", Qt.Key.Key_A), ("copy all", Qt.Key.Key_C)):
        times = Times()
        times.add(lambda key=key: QTest.keyClick(stage.transcript, key, control))
        cpu, wall = times.at(1.0)
        yield Figure(f"{title}: {name}", cpu, wall=wall)
    copied = len(QGuiApplication.clipboard().text()) / 1e6
    yield Figure(f"{title}: copied text", copied, "MB")
    QGuiApplication.clipboard().clear()


def _weight() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6

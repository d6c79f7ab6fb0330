"""Painting only what changed is painting everything, pixel by pixel, whatever one does meanwhile."""

import asyncio
import random

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.conversation import Part, PartKind
from app.ui.theme import DARK, LIGHT
from app.ui.transcript.items.code import Code
from app.ui.transcript.items.fold import ReasoningFold
from app.ui.transcript.items.item import Item, Target
from app.ui.transcript.items.table import Table
from app.ui.transcript.items.versions import Versions
from app.ui.transcript.text import highlight
from tests.ui import pictures
from tests.ui.page import Page
from tests.ui.streaming import pieces
from tests.ui.test_transcript import RICH, differences

pytestmark = pytest.mark.ui

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

OFTEN = ("say", "say", "say", "say", "say", "wheel", "wheel", "end")
SELDOM = ("scroll", "resize", "select", "unselect", "toggle", "wrap", "sideways", "hover", "leave")
SELDOM += ("find", "next_match", "close_find", "zoom", "theme", "version", "lexers", "end_answer", "picture")


def answer(chance: random.Random, seed: int) -> str:
    """Everything there is in an order of its own, with formulas and languages that nobody has seen."""
    wide = " ".join(f"cell {n}" for n in range(12))
    own = [
        f"so $x_{{{chance.random()}}}^2$ is and\n\n$$\n\\frac{{{chance.random()}}}{{b}}\n$$",
        f"```{('lua', 'perl', 'go', 'haskell')[seed % 4]}\nprint('{'long ' * 40}')\n{'y = 2' * 20}\n```",
        f"| a | b | c | d |\n|---|--:|:-:|---|\n| {wide} | {wide} | `{'x' * 60}` | [a]($) |\n" * 1,
        "| n | $y$ |\n|---|---|\n" + "".join(f"| {n} | $y_{{{seed}}}^{n}$ |\n" for n in range(30)),
        "```text\n" + "".join(f"{n}\n" for n in range(90)) + "```",
        "words " * 700,
        "".join(f"- item {n}\n" for n in range(12)),
    ]
    parts = own + RICH.split("\n\n")
    for _ in own:
        parts.insert(chance.randrange(len(parts)), parts.pop(0))
    return "\n\n".join(parts)


class Reader:
    """Somebody who does one thing after the other with a transcript, at random."""

    def __init__(self, it: Page, chance: random.Random, seed: int) -> None:
        self.it, self.chance, self.seed = it, chance, seed
        self.view = it.transcript.viewport()
        self.bar = it.transcript.verticalScrollBar()
        self.waiting: list[str] = []
        self.zoom, self.theme = 1.0, LIGHT
        self.lexers: list[str] = []
        it.transcript.lexer_wanted.disconnect()
        it.transcript.lexer_wanted.connect(self.lexers.append)

    async def do(self, what: str) -> None:
        done = getattr(self, what)()
        if done is not None:
            await done

    # The answer

    async def say(self) -> None:
        if self.it.chat.turn is None:
            if self.chance.random() < 0.5 and self.it.chat.messages:
                self.it.chat.retry()
            else:
                self.it.chat.send("Tell me all\nabout it " * self.chance.randint(1, 9))
            await asyncio.sleep(0.01)
            self.waiting = pieces(answer(self.chance, self.seed), self.chance, longest=90)
            if self.chance.random() < 0.5:
                await self.it.say("First I think. " * 20, "And then\nagain.", reasoning=True)
        count = self.chance.randint(1, 9)
        await self.it.say(*self.waiting[:count])
        del self.waiting[:count]

    async def end_answer(self) -> None:
        if self.it.chat.turn is None:
            return
        if self.chance.random() < 0.5:
            await self.it.finish()
        else:
            self.it.chat.stop()
            await asyncio.sleep(0.01)

    async def picture(self) -> None:
        if self.it.chat.turn is None:
            data = pictures.file(300, self.chance.randint(100, 400))
            self.it.chat.send(
                "Look", [Part(PartKind.IMAGE, "", name="a.png", media_type="image/png", data=data)]
            )
            await asyncio.sleep(0.01)

    def lexers_come(self) -> None:
        for language in self.lexers:
            highlight.load(language)
            self.it.transcript.recolour(language)
        self.lexers.clear()

    def version(self) -> None:
        self._press(Versions, "previous", "next")

    # The view

    def wheel(self) -> None:
        self._turn(self.chance.choice([120, 240, 120, -120, 15]))

    def scroll(self) -> None:
        self.bar.setValue(self.bar.value() + self.chance.randint(-500, 300))

    def end(self) -> None:
        self.it.transcript.jump_to_latest()

    def resize(self) -> None:
        self.it.window.resize(self.chance.randint(420, 900), self.chance.randint(300, 600))

    def set_zoom(self) -> None:
        self.zoom = self.chance.choice([0.8, 1.0, 1.3])
        self.it.transcript.set_zoom(self.zoom)

    def set_theme(self) -> None:
        self.theme = DARK if self.theme is LIGHT else LIGHT
        self.it.transcript.set_theme(self.theme)

    # The hands

    def select(self) -> None:
        self.it.drag(self._anywhere(), self._anywhere())

    def unselect(self) -> None:
        self.it.click(QPoint(3, self.chance.randrange(self.view.height())))

    def hover(self) -> None:
        self._move(self._anywhere())

    def leave(self) -> None:
        QApplication.sendEvent(self.view, QEvent(QEvent.Type.Leave))

    def toggle(self) -> None:
        self._press(ReasoningFold, "toggle")

    def wrap(self) -> None:
        self._press(Code, "wrap")

    def sideways(self) -> None:
        seen = [(y, item) for y, item in self._seen() if isinstance(item, Code | Table)]
        if seen:
            y, item = self.chance.choice(seen)
            at = QPoint(
                round(item.left + 20), max(0, min(self.view.height() - 1, round(y + item.height / 2)))
            )
            self._turn(self.chance.choice([-240, 120]), at, SHIFT)

    async def find(self) -> None:
        QTest.keyClick(self.it.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        field = self.it.window.findChild(QLineEdit, "findField")
        field.setText(self.chance.choice(["word", "x", "think", "cell", "print"]))
        await asyncio.sleep(0.05)

    def next_match(self) -> None:
        if self.it.window.findChild(QWidget, "findBar").isVisible():
            QTest.keyClick(self.it.window.findChild(QLineEdit, "findField"), Qt.Key.Key_Return)

    def close_find(self) -> None:
        if self.it.window.findChild(QWidget, "findBar").isVisible():
            QTest.keyClick(self.it.window.findChild(QLineEdit, "findField"), Qt.Key.Key_Escape)

    # How it is done

    def _anywhere(self) -> QPoint:
        return QPoint(self.chance.randrange(self.view.width()), self.chance.randrange(self.view.height()))

    def _move(self, where: QPoint) -> None:
        button = Qt.MouseButton.NoButton
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(where), QPointF(self.view.mapToGlobal(where)), button, button, NONE
        )
        QApplication.sendEvent(self.view, event)

    def _turn(self, pixels: int, at: QPoint | None = None, keys: Qt.KeyboardModifier = NONE) -> None:
        at = at or self._anywhere()
        where, phase = QPointF(self.view.mapToGlobal(at)), Qt.ScrollPhase.NoScrollPhase
        button = Qt.MouseButton.NoButton
        event = QWheelEvent(QPointF(at), where, QPoint(), QPoint(0, pixels), button, keys, phase, False)
        QApplication.sendEvent(self.view, event)

    def _seen(self) -> list[tuple[float, Item]]:
        """The items in view, with their tops in it."""
        top, bottom = self.it.transcript.page.seen()
        seen = self.it.transcript.stack.seen(top, bottom)
        return [(y - top, item) for _, _, y, item in seen]

    def _press(self, kind: type[Item], *verbs: str) -> None:
        """Clicks on something that is in view."""
        found: list[QPoint] = []
        for y, item in self._seen():
            for target in item.targets() if isinstance(item, kind) else ():
                at = self._middle(y, item, target)
                if target.verb in verbs and self.view.rect().contains(at):
                    found.append(at)
        if found:
            at = self.chance.choice(found)
            self._move(at)
            self.it.click(at)

    def _middle(self, y: float, item: Item, target: Target) -> QPoint:
        return (target.rect.center() + QPointF(item.left, y)).toPoint()


async def painted() -> None:
    """What is to be painted has been."""
    await asyncio.sleep(0.004)
    QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)


@pytest.mark.parametrize("seed", range(3))
async def test_after_every_step_of_a_long_session(page, seed):
    chance = random.Random(seed)
    async with page() as it:
        reader = Reader(it, chance, seed)
        steps = ["say"]
        for number in range(150):
            what = chance.choice(OFTEN if chance.random() < 0.6 else SELDOM)
            steps.append(what)
            await reader.do(
                {"zoom": "set_zoom", "theme": "set_theme", "lexers": "lexers_come"}.get(what, what)
            )
            await painted()
            found = differences(it.on_screen(), it.anew())
            if found:  # what Qt has put off is painted in the next round
                await asyncio.sleep(0.05)
                found = differences(it.on_screen(), it.anew())
            assert not found, f"after step {number}, {steps[-4:]}: {found}"

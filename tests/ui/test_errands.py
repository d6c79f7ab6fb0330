"""Windows that are closed while threads still work for them."""

import gc
import subprocess
import sys
import threading
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool

from app.ui.theme import LIGHT
from app.ui.transcript.typesetter import Typesetter
from app.ui.transcript.view import Transcript
from tests.bench.stage import chat_of, messages

pytestmark = pytest.mark.ui

_WINDOWS = r"""
import gc, time
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from app.boot.garbage import collect_young
from app.ui.theme import LIGHT
from app.ui.transcript.view import Transcript
from tests.bench.stage import chat_of, messages

app = QApplication([])
gc.disable()
for window in range(60):
    transcript = Transcript(LIGHT)
    transcript.resize(700, 700)
    formulas = (rf"$$x_{{{window}}}^{{{n}}} + \frac{{a}}{{b_{n}}}$$" for n in range(6))
    transcript.show_chat(chat_of(messages(["Tell me", "\n\n".join(formulas)])))
    transcript.show()
    until = time.perf_counter() + 0.01 + 0.002 * (window % 17)
    while time.perf_counter() < until:
        app.processEvents()
        collect_young()
    transcript.deleteLater()
    del transcript
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
print("all closed")
"""


def test_windows_are_closed_while_formulas_are_typeset_for_them() -> None:
    """That it goes well in the main: it went wrong by chance alone. Why, is held below."""
    done = subprocess.run([sys.executable, "-c", _WINDOWS], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "all closed", done.stderr
    assert done.stderr.strip() == ""


def test_no_thread_holds_what_belongs_to_a_window(qapp) -> None:
    pool, free = QThreadPool.globalInstance(), threading.Event()
    most = pool.maxThreadCount()
    pool.setMaxThreadCount(1)
    pool.start(lambda: free.wait(10))
    try:
        transcript = Transcript(LIGHT)
        transcript.resize(700, 700)
        transcript.show_chat(chat_of(messages(["Tell me", "$$x^2_{errand}$$"])))
        transcript.show()
        qapp.processEvents()
        typesetter = weakref.ref(transcript.findChild(Typesetter))
        assert typesetter()._is_busy, "nothing waits for a thread"
        transcript.deleteLater()
        del transcript
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        assert typesetter() is None
    finally:
        free.set()
        pool.waitForDone(10_000)
        pool.setMaxThreadCount(most)

"""What the clipboard gets, in each of its forms; and where a link says it leads."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.ui.transcript.clipboard import copy_message
from app.ui.transcript.link_line import Destination

CONTROL = Qt.KeyboardModifier.ControlModifier
RICH = """# Title

A **bold** [link](https://example.org/a) and [none](ftp://x.example) with `code` & $x^2$.

1. one
2. two

| a | b |
|---|--:|
| 1 | 2 |

```python
if a < b:
    pass
```

![picture](https://example.org/p.png)
"""


def copied(page) -> tuple[str, str, str]:
    """Copies with the keyboard; text, HTML and Markdown as another program gets them."""
    page.copied()
    data = QGuiApplication.clipboard().mimeData()
    return data.text(), data.html(), bytes(data.data("text/markdown").data()).decode()


def select_all(page) -> None:
    page.transcript.setFocus()
    QTest.keyClick(page.transcript, Qt.Key.Key_A, CONTROL)


class Tags(HTMLParser):
    """Fails on what is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def tags(html: str) -> list[str]:
    parser = Tags()
    parser.feed(html)
    assert not parser.open
    return parser.seen


async def test_an_answer_is_copied_in_three_forms(page):
    async with page() as it:
        it.read("A prompt with *stars*\n<b>", RICH)
        select_all(it)
        text, html, markdown = copied(it)
        assert markdown == "A prompt with *stars*\n<b>\n\n" + RICH.strip("\n")
        assert text.startswith("A prompt with *stars*\n<b>\n\nTitle\n\nA bold link and none with code &")
        assert "1. one\n2. two\n\na\tb\n1\t2\n\nif a < b:\n    pass" in text
        assert "<p>A prompt with *stars*<br>&lt;b&gt;</p>" in html
        assert '<a href="https://example.org/a">link</a> and none with <code>code</code> &amp; $x^2$' in html
        assert '<pre><code class="language-python">if a &lt; b:\n    pass\n</code></pre>' in html
        assert "ftp" not in html
        assert {"h1", "strong", "ol", "li", "table", "th", "td"} <= set(tags(html))
        assert not {"img", "span", "style", "meta", "body"} & set(tags(html))
        assert "color" not in html


async def test_what_is_selected_of_a_block_is_all_that_is_copied(page):
    async with page() as it:
        it.read("x", "one **two** three\n\nfour *five* six\n\nseven & up\n")
        it.drag(it.place("two three"), it.place("seven", 5))
        text, html, markdown = copied(it)
        assert text == "two three\n\nfour five six\n\nseven"
        assert "four *five* six\n" in markdown
        assert markdown.startswith("two three\n")
        assert markdown.endswith("seven")
        assert "<em>five</em>" in html
        assert tags(html) == ["p", "p", "em", "p"]


async def test_part_of_code_and_of_a_table_stay_what_they_are(page):
    async with page() as it:
        it.read("x", "```\nfirst <\nsecond\nthird\n```\n\nand\n\n| aa | bb |\n|---|---|\n| cc | dd |\n")
        it.drag(it.place("first", 2), it.place("third", 2))
        assert copied(it)[1] == "<pre><code>rst &lt;\nsecond\nth</code></pre>"
        it.drag(it.place("aa", 1), it.place("cc", 1))
        text, html, _ = copied(it)
        assert text == "a\tbb\nc"
        assert tags(html) == ["table", "tr", "td", "td", "tr", "td"]


async def test_a_list_of_many_items_and_a_long_line_are_copied_as_they_stand(page):
    async with page() as it:
        items = "\n".join(f"- item {number}" for number in range(30))
        line = "word " * 2000 + "end"
        it.read("x", f"{items}\n\n{line}\n\n```\n" + "code\n" * 200 + "```\n")
        copy_message(it.transcript.stack, 1)
        text = QGuiApplication.clipboard().text()
        assert text == items.replace("- ", "• ") + f"\n\n{line}\n\n" + "\n".join(["code"] * 200)


async def test_what_was_copied_stays_what_it_was(page):
    async with page() as it:
        it.read("x", "**old**")
        select_all(it)
        it.copied()
        it.read("x", "new")
        assert "<strong>old</strong>" in QGuiApplication.clipboard().mimeData().html()


async def test_a_very_long_conversation_is_copied_as_it_was_written_and_not_laid_out(page):
    async with page() as it:
        it.read(*[f"**Message** {number} " + "x" * 1000 for number in range(2000)])
        it.transcript.verticalScrollBar().setValue(0)
        select_all(it)
        made = sum(one.unmade is None for one in it.transcript.stack.messages)
        text, _, markdown = copied(it)
        assert sum(one.unmade is None for one in it.transcript.stack.messages) <= made + 2
        assert text == markdown
        assert len(re.findall(r"\*\*Message\*\*", text)) == 2000


async def test_nothing_selected_leaves_the_clipboard(page):
    async with page() as it:
        it.read("x", "y")
        QGuiApplication.clipboard().setText("before")
        it.transcript.setFocus()
        QTest.keyClick(it.transcript, Qt.Key.Key_C, CONTROL)
        assert QGuiApplication.clipboard().text() == "before"


@pytest.mark.parametrize(
    ("link", "shown", "host"),
    [
        ("https://example.org/a%20b?q=1", "https://example.org/a%20b?q=1", "example.org"),
        ("https://bank.com@evil.example/x", "https://bank.com@evil.example/x", "evil.example"),
        ("https://bank.com\\@evil.example", "https://bank.com%5C@evil.example/", "evil.example"),
        ("https://\u0430\u0440\u0440\u04cf\u0435.com", "https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("http://[::1]:8080/", "http://[::1]:8080/", "[::1]"),
        ("https://x.example/\u202egnp.exe", "https://x.example/%E2%80%AEgnp.exe", "x.example"),
        ("mailto:a@b.example?body=x", "mailto:a@b.example", "a@b.example"),
        ("file:///etc/passwd", "not opened: file", "file"),
        ("JavaScript:alert(1)", "not opened: javascript", "javascript"),
        ("page.html", "not opened: no address", "no address"),
    ],
)
def test_where_a_link_leads(link, shown, host):
    destination = Destination.of(link)
    assert (destination.text, destination.host) == (shown, host)


async def test_a_link_is_looked_at_with_the_mouse_and_with_the_keyboard(page):
    async with page() as it:
        it.read("x", "A [bank](https://bank.com@evil.example/login) and [none](file:///x)")
        line = it.window.findChild(QLabel, "linkLine")
        QTest.mouseMove(it.transcript.viewport(), it.place("bank", 1))
        assert line.isVisible()
        assert "<b>evil.example</b>/login" in line.text()
        assert line.accessibleName() == "https://bank.com@evil.example/login"
        QTest.mouseMove(it.transcript.viewport(), it.place("A "))
        assert not line.isVisible()
        it.transcript.setFocus(Qt.FocusReason.TabFocusReason)
        shown = []
        for _ in range(6):
            if line.isVisible():
                shown.append(line.accessibleName())
            QTest.keyClick(it.transcript, Qt.Key.Key_Tab)
        assert shown[:1] == ["https://bank.com@evil.example/login"]


async def test_a_name_that_is_too_long_keeps_its_end(page):
    async with page() as it:
        it.read("x", f"[x](https://user@bank.com.{'a' * 60}.{'b' * 60}.evil.example/path)")
        line = it.window.findChild(QLabel, "linkLine")
        QTest.mouseMove(it.transcript.viewport(), it.place("x", 0))
        it.transcript.page.looked_at.emit(f"https://{'bank.com.' * 20}evil.example/path")
        assert "evil.example</b>" in line.text()
        assert line.width() < it.window.width()


def test_the_program_ends_well_with_what_was_copied():
    """WORKAROUND(PySide6 6.11): it crashed when the clipboard outlived Python."""
    program = """
from PySide6.QtWidgets import QApplication
from app.ui.transcript import clipboard
app = QApplication([])
copied = clipboard._mime_data()
copied.setHtml("<p>x</p>")
app.clipboard().setMimeData(copied)
print(app.clipboard().mimeData().html())
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50)
    assert (ended.returncode, ended.stdout.strip()) == (0, "<p>x</p>"), ended.stderr


async def test_half_of_a_surrogate_pair_is_copied_as_the_mark_of_what_is_missing(page):
    async with page() as it:
        it.read("Question", "Half of \ud83d one")
        it.transcript.page.select_all()
        assert "Half of" in it.copied()
        markdown = QGuiApplication.clipboard().mimeData().data("text/markdown").data().decode()
        assert markdown == "Question\n\nHalf of ? one"

"""The texts of the demos. In those that break off, a bar marks the place."""

from app.adapters.guide.moderation import MARKER

MARKDOWN = """\
# A tour of Markdown

An answer can be more than a wall of words. Here is what **bold**, *italic*, ***both*** and \
~~struck out~~ look like, with some `inline code` and a [link](https://commonmark.org) in between. \
What would interrupt the reading waits below.[^1]

## Lists

1. Fill the kettle.
2. While it boils:
   - warm the pot,
   - choose a tea:
     - *Darjeeling* for the afternoon,
     - *Assam* for the morning;
   - find the good cup.
3. Wait four minutes. This is the hard part.

What is done, and what is left:

- [x] Water
- [x] Tea
- [ ] Patience

## A quotation

> No man ever steps in the same river twice, for it is not the same river and he is not the same man.
>
> — after Heraclitus

## A table

| River | Length | Ends in |
|:--|--:|:--|
| Loire | 1,006 km | Atlantic Ocean |
| Danube | 2,850 km | Black Sea |
| Ganges | 2,525 km | Bay of Bengal |
| Murray | 2,508 km | Southern Ocean |

### A smaller heading

Some text below it, and a little code:

```python
def greet(name: str) -> str:
    return f"Good morning, {name}."
```

## Formulas

A cup of tea at temperature $T_0$ comes down to that of the room, $T_r$, at a rate $k$ of its own:

$$
T(t) = T_r + (T_0 - T_r)\\,e^{-kt}
$$

## Languages

Good morning ☕, 早上好, おはようございます, 좋은 아침이에요. Some are written from right to left:

صباح الخير، الشاي جاهز.

---

That was the tour. Everything above can be found, selected and copied.

[^1]: Like this: a footnote.
"""

CODE = """\
Here is a function that counts the words of a text. `Counter` does nearly all of the work:

```python
import re
from collections import Counter
from pathlib import Path


def most_common_words(path: Path, count: int = 10) -> list[tuple[str, int]]:
    \"\"\"The most frequent words of a file, the most frequent one first.\"\"\"
    words = re.findall(r"[\\w']+", path.read_text(encoding="utf-8").lower())
    return Counter(words).most_common(count)


if __name__ == "__main__":
    for word, times in most_common_words(Path("book.txt")):
        print(f"{times:6}  {word}")
```

The shell can do the same in one line, if you do not mind a few pipes:

```sh
tr -cs "[:alpha:]" "\\n" < book.txt | tr "[:upper:]" "[:lower:]" | sort | uniq -c | sort -rn | head
```

And this is how the result could be kept for another program:

```json
{
  "file": "book.txt",
  "words": [
    {"word": "the", "times": 1487},
    {"word": "river", "times": 212}
  ]
}
```
"""

SLOW = "This answer took its time to begin. Now it comes at two words a second, like a tired typist writes."

THOUGHTS = """\
The question is how many bridges are needed to connect five islands. A bridge connects two islands. \
With none, there are five separate pieces of land. Each bridge can join two pieces into one, so it \
takes away at most one piece. From five pieces to one: four bridges.
"""

CONCLUSION = """\
**Four bridges** are enough, and with fewer it cannot be done: each bridge can at most make one piece of \
land out of two.

What came before this answer were thoughts. Some models share theirs.
"""

REFUSAL = "I am sorry, but I cannot help with this request. This is what a refusal looks like."

BEFORE_TOOL = "I need to look at the clock for that. "

LENGTH = """\
This answer is about to reach the output limit. Models have one, and when they reach it they stop in the \
middle of whatever they were saying, which is why| the end of this sentence only arrives when you choose \
Continue. Now it is complete.
"""

FILTER = """\
This answer begins harmlessly. Then the provider's content filter steps in, and what would have come \
next| is kept back. This part was only an example, so here it is after all.
"""

STALL = """\
This answer begins like any other. A few words arrive, and then a few more. Now the server falls silent, \
but it keeps the connection open.| It was a long silence, but nothing has been lost: this is the rest of \
the answer.
"""

DROP = """\
This answer begins like any other. A few words arrive, and then a few more. In the middle of the next \
sentence the connection| breaks, but what had arrived stayed where it was, and this is the rest of it.
"""

ERROR = "Here are a few words, before| something went wrong. This time it went well."

OVERLOADED = """\
This answer begins like any other. Then the server has more to do than it can, and gives up| what it had \
begun. Now it has time again, and this is the rest.
"""

BACKGROUND = """\
This answer takes some twenty seconds. Meanwhile you can cut the network or close the program, and come back.

An answer lives as long as its connection: when that breaks, what has not been said yet is lost. One \
that is made at the provider goes on there: each piece gets a number, and all of them are kept. A \
program that comes back names the last piece that it has, and gets the others. To see that none is missing \
and none comes twice, here is a river with all of its twelve stations:

1. The spring, below a flat stone.
2. A meadow with more water than grass.
3. The first bridge, one plank wide.
4. The mill, which has not turned for years.
5. A ford, where the cows cross.
6. The village with the loud weir.
7. Still water, and a heron.
8. The railway bridge.
9. The lock, and somebody who waits for it to open.
10. The harbour of a small town.
11. Reeds, as far as one can see.
12. The sea.

The Guide keeps its answers in memory: one that is part of the program ends with it. `rivulet demo-server` \
runs the Guide alone, and that one goes on while the program is closed.
"""

RATE_LIMIT = (
    "The wait is over, and the server answers again. The question was not lost, and it was not asked twice."
)

MODERATION = """\
The Guide's moderation check flags this very prompt, `/demo moderation`. You read this because it was sent \
without that check, or all the same: *Settings › Privacy* has a switch for prompts, and one for answers. \
`/demo moderation answer` shows what the second one does.
"""

MODERATED_ANSWER = f"""\
This answer begins harmlessly, and its first sentences pass the check. A check of answers reads them \
sentence by sentence, while they come. The next sentence stands for one that nobody wants to read: the \
Guide's check flags its words, which are as harmless as they look. On the table, in plain sight, stood \
{MARKER}. After it the answer goes on, and what follows is harmless again: it tells of a river that flows \
past a window, of the boats on it, and of the bridge that leads across. Where answers are checked, none of \
this is written, because the check has ended the answer by now. Where they are not, the boats go \
down to the sea, the bridge stays where it is, and the answer comes to its last word, which is this one.
"""

HELP = "These prompts have fixed replies. Each one shows a way in which an answer can come, or end."

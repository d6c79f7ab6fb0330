"""What the conversations of the gallery say."""

TITLE = "Why rivers bend"
"""Of the conversation that is shown."""

TITLES = (
    "A hash table in Python",
    "Polite reminder about an invoice",
    "Dinner for two, five evenings",
    "What to ask before signing a lease",
    "Regular expression for ISO dates",
    "Bicycle tour along the Loire from Orléans to the Atlantic, with children",
    "Summary of the board meeting",
    "SQLite or a folder of files?",
    "Names for a small sailing boat",
    "Übersetzung eines Mietvertrags",
    "日本語の敬語について",
    "Tax questions, first half of the year",
    "Explain this stack trace",
)

QUESTION = "Why do rivers bend?"

ANSWER = """\
A river bends because a straight one is **not stable**. The smallest disturbance, a fallen tree or a \
harder patch of bank, pushes the current to one side. From there it feeds itself:

1. On the outside of the bend the water is faster and wears the bank away.
2. On the inside it is slower and drops its sand.
3. So the bend grows, and the current swings over to the other bank, where the next one begins.

The wavelength of these *meanders* is about eleven times the width of the river, from a rivulet on a \
beach to the Mississippi.
"""

FOLLOW_UP = "And why do they not bend for ever?"

FOLLOW_UP_ANSWER = """\
Because the loops meet. When two bends grow into each other, the river takes the short cut at the next \
flood and leaves an **oxbow lake** behind.
"""

HALF = """\
A river bends because a straight one is **not stable**. The smallest disturbance, a fallen tree or a \
harder patch of bank, pushes the current to one side. From there it feeds itself: on the outside of the \
bend the water is faster and wears the bank away, on the inside it is slower and drops"""

STREAMED = """\
A river bends because a straight one is **not stable**. The smallest disturbance pushes the current to \
one side, and from there it feeds itself:

1. On the outside of the bend the water is faster and wears the bank away.
2. On the inside it is slower and drops its"""

THOUGHTS = """\
The user asks about meanders. I should name the instability first, then the two banks, and say why the \
wavelength is regular. A number helps: about eleven channel widths.

No need to go into the Coriolis force: it is a common mistake, and its effect is tiny.
"""

LONG_PROMPT = """\
I have a folder with about four thousand photos from the last ten years. Their names come from three \
cameras and two phones, so they sort in no useful order, and many exist twice.

Please write a script for me that:
- reads the date when each was taken, and falls back to the file's own date,
- renames them to YYYY-MM-DD_HH-MM-SS, with a counter where two are of the same second,
- moves exact copies (the same bytes) into a folder "copies" instead of deleting them,
- prints what it would do, and only does it when I add --really.

I use Linux and have Python 3.12. I would rather not install anything, but exiftool is there already.
"""

PARAGRAPH = (
    "The Loire rises at the foot of Mont Gerbier-de-Jonc, not far from the Rhône, and could have had a short "
    "life: the Mediterranean is a hundred kilometres away. Instead it turns north and takes a thousand to "
    "reach the Atlantic. It is often called the last wild river of Europe, which is not quite true, since "
    "dykes have held it for eight hundred years, but between them it still does what it likes. It moves its "
    "islands from one spring to the next, and in a dry August one can walk across it at Orléans without wet "
    "knees. The same bed carries six thousand cubic metres a second when snow and rain come together, and "
    "then the old people look at the marks on the houses, where the years 1846, 1856 and 1866 are cut "
    "into the stone, one above the other. "
)

TABLE = """\
Here is how they compare:

| River | Length | Catchment | Mean discharge | Ends in |
|:--|--:|--:|--:|:--|
| Amazon | 6,400 km | 7,000,000 km² | 209,000 m³/s | Atlantic Ocean |
| Congo | 4,700 km | 3,700,000 km² | 41,000 m³/s | Atlantic Ocean |
| Danube | 2,850 km | 801,000 km² | 7,000 m³/s | Black Sea |
| Loire | 1,006 km | 117,000 km² | 835 m³/s | Atlantic Ocean |
| Thames | 346 km | 12,900 km² | 66 m³/s | North Sea |

The Amazon alone carries about **a fifth** of all the water that rivers bring to the sea.
"""

WIDE_CODE = """\
The query below finds them in one pass:

```sql
SELECT c.id, c.title, count(m.id) AS messages, max(m.created_at) AS last_used
FROM conversation AS c JOIN message AS m ON m.conversation_id = c.id JOIN part AS p ON p.message_id = m.id
GROUP BY c.id
HAVING messages > 10  -- the long ones
ORDER BY last_used DESC;
```

Run it with `sqlite3 -readonly history.sqlite3`.
"""

RTL = """\
## أنهار العالم

يُعدّ **نهر النيل** من أطول أنهار العالم، ويجري من الجنوب إلى الشمال عبر إحدى عشرة دولة.

- المنبع: بحيرة فيكتوريا وهضبة إثيوبيا
- المصبّ: البحر الأبيض المتوسط
- الطول: نحو 6650 كيلومترًا

> من شرب من ماء النيل عاد إليه.

הנהר **ירדן** זורם מצפון לדרום ונשפך לים המלח. הפקודה `git status` נשארת משמאל לימין.
"""

RTL_QUESTION = "حدثني عن الأنهار، من فضلك."

CJK = """\
## 河流为什么会弯曲？🌊

河流弯曲是因为**直的河道并不稳定**。外侧水流快，侵蚀河岸；内侧水流慢，沉积泥沙。

1. 日本語：川が曲がるのは、まっすぐな流れが不安定だからです。
2. 한국어: 강이 굽이치는 것은 곧은 물길이 불안정하기 때문입니다.
3. ไทย: แม่น้ำคดเคี้ยวเพราะทางน้ำตรงไม่เสถียร
4. हिन्दी: नदियाँ इसलिए मुड़ती हैं क्योंकि सीधी धारा स्थिर नहीं होती।

Emoji: 🏞️ 🚣‍♀️ 🐟 👩‍👩‍👧‍👦 🇫🇷 👍🏽 — and `код` between them, with ﬁne ligatures, ½ and ∑.
"""

CJK_QUESTION = "用几种语言解释河流为什么会弯曲 🙂"

REFUSAL = (
    "I’m sorry, but I can’t help with getting into somebody else’s account. If it is your own, the "
    "provider’s recovery page is the way back in."
)

MARKDOWN_QUESTION = "/demo markdown"

SPEED_QUESTION = "How fast does a river flow, and what decides it?"

SPEED_ANSWER = """\
Mostly its **slope** and its **depth**. For a long, even channel the balance between the water's weight and \
the drag of the bed gives Manning's formula:

$$
v = \\frac{1}{n}\\, R^{2/3} \\sqrt{S}
$$

Here $S$ is the slope, $R$ the area of the flow over the wetted length of its bed, and $n$ says how rough \
that is:[^1]

| Bed | $n$ | Speed at 2 m, 1 m a kilometre |
|:--|--:|--:|
| Smooth concrete | 0.012 | 4.2 m/s |
| Clean, straight river | 0.030 | 1.7 m/s |
| Stones and weeds | 0.050 | 1.0 m/s |

So twice the depth makes it $2^{2/3} \\approx 1.6$ times as fast, twice the slope only $\\sqrt{2}$ times.

[^1]: For wide rivers, where $R$ is nearly the depth.
"""

CODE_QUESTION = "How does a hash table work? Show me a tiny one."

CODE_ANSWER = """\
It keeps its items in a row of **buckets**. The hash of a key says in which one it lies, so that looking \
something up costs the same however much there is:

```python
class HashTable:
    def __init__(self, size: int = 8) -> None:
        self._buckets = [[] for _ in range(size)]

    def get(self, key: str) -> int | None:
        for known, value in self._bucket(key):
            if known == key:
                return value
        return None

    def _bucket(self, key: str) -> list[tuple[str, int]]:
        return self._buckets[hash(key) % len(self._buckets)]
```

Two keys may meet in one bucket: that is a *collision*, and why `get` compares the keys again.
"""

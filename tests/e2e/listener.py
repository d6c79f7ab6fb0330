"""What a screen reader does, on the system's own Python: prints what it finds in Rivulet's window as JSON.

listener.py messages        role, name and text of each message
listener.py hammer SECONDS  asks for everything again and again, also for what is gone: how often, and in vain
"""

import json
import random
import sys
import time

import pyatspi
from gi.repository import GLib


def found(thing, depth=0):
    """The list of messages below an object, or None."""
    if thing is None or depth > 12:
        return None
    if thing.name == "Conversation" and thing.getRoleName() == "list":
        return thing
    children = (thing.getChildAtIndex(index) for index in range(thing.childCount))
    return next((it for it in (found(child, depth + 1) for child in children) if it), None)


def conversation():
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            if (it := found(pyatspi.Registry.getDesktop(0))) is not None:
                return it
        except GLib.GError:
            pass
        time.sleep(0.1)
    sys.exit("there is no conversation to be heard")


def messages():
    it, told = conversation(), []
    for child in (it.getChildAtIndex(index) for index in range(it.childCount)):
        if child.getRoleName() == "list item":
            text = child.queryText()
            told.append(
                {
                    "name": child.name,
                    "text": text.getText(0, -1),
                    "count": text.characterCount,
                    "first": text.getText(0, 5),
                    "index": child.getIndexInParent(),
                    "parent": child.parent.name,
                    "height": child.queryComponent().getExtents(pyatspi.DESKTOP_COORDS).height,
                    "is_shown": child.getState().contains(pyatspi.STATE_SHOWING),
                }
            )
    return told


def ask_all(thing):
    """Gives how many questions that were."""
    thing.clear_cache()
    role = thing.getRoleName()
    _ = thing.name, thing.childCount, thing.parent, thing.getIndexInParent(), thing.getState().getStates()
    if role != "list item":
        return 6
    text = thing.queryText()
    middle = text.characterCount // 2
    text.getText(0, -1)
    text.getText(middle, middle + 3)
    text.getTextAtOffset(middle, pyatspi.TEXT_BOUNDARY_WORD_START)
    text.getAttributes(middle)
    text.getSelection(0)
    text.getCharacterExtents(middle, pyatspi.DESKTOP_COORDS)
    thing.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    return 15


def hammer(seconds):
    it, chance = conversation(), random.Random(2)
    asked, vain, known = 0, 0, []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            known.append(it.getChildAtIndex(chance.randrange(it.childCount)))
            asked += ask_all(known[-1]) + 2
            asked += ask_all(chance.choice(known[-100:]))
        except (GLib.GError, NotImplementedError, AttributeError):
            vain += 1  # it is gone by now
    return {"asked": asked, "vain": vain, "is_there": it.getRoleName() == "list"}


if __name__ == "__main__":
    print(json.dumps(messages() if sys.argv[1] == "messages" else hammer(float(sys.argv[2]))))

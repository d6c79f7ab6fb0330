"""A question finds its section, and a question that the manual does not answer finds none."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.guide.manual import Manual
from app.domain.problem import EnvironmentFault

MANUAL = Manual(Path(__file__).parents[3] / "resources" / "manual")

ANSWERED = {
    "what is Rivulet": "What Rivulet is",
    "What is rivulet?": "What Rivulet is",
    "What can Rivulet do?": "What Rivulet can do",
    "what can you do": "What Rivulet can do",
    "what can I do with it": "What Rivulet can do",
    "features": "What Rivulet can do",
    "how do I start": "First steps",
    "How do I connect to OpenAI?": "Connect to OpenAI",
    "where do I get an API key": "Connect to OpenAI",
    "can I use my ChatGPT account": "Connect to OpenAI",
    "How do I connect a server?": "Connect another server",
    "how to connect my own server": "Connect another server",
    "what is the base url": "Connect another server",
    "which servers work": "Servers that work with Rivulet",
    "does it work with Ollama?": "Use a model on your own machine",
    "what is the base URL of LM Studio?": "Servers that work with Rivulet",
    "openrouter": "Servers that work with Rivulet",
    "can I run a local model": "Use a model on your own machine",
    "How do I send a message?": "Ask a question",
    "how do I type a new line": "Ask a question",
    "can I attach a picture": "Attach pictures",
    "how do I send a photo": "Attach pictures",
    "paste a screenshot": "Attach pictures",
    "can I upload a pdf": "Attach pictures",
    "How do I change the model?": "Choose a model",
    "switch to another model": "Choose a model",
    "does it show latex": "Formulas",
    "what do the quick actions do": "Explain, translate, summarise, fix, rewrite",
    "does it read my clipboard": "Bring the clipboard or a selection along",
    "how do I bring the selection along": "Bring the clipboard or a selection along",
    "how do I add my own action": "Your own actions",
    "what variables can an action have": "Variables in an action",
    "change the key of an action": "Keys of actions",
    "how do I wrap long lines": "Long lines of code and wide tables",
    "where does a link lead": "Links",
    "stop an answer": "Stop an answer",
    "how can I cancel an answer": "Stop an answer",
    "abort generation": "Stop an answer",
    "how do I continue an answer that was cut off": "Continue an answer",
    "regenerate": "Ask again",
    "retry": "Ask again",
    "how do I copy an answer": "Copy text",
    "how much does it cost": "Tokens and usage",
    "why did the answer end in the middle of a sentence?": "Output limit reached",
    "what does stalled mean": "Stalled",
    "it hangs": "Stalled",
    "why was my answer filtered": "Filtered",
    "the model refused to answer": "Refused",
    "what does hidden by the moderation check mean": "Moderated",
    "why was my prompt held back": "Moderated",
    "how do I turn on the moderation check": "Check prompts and answers",
    "the moderation check could not be made": "The moderation check could not be made",
    "what does rate limited mean?": "Rate limited",
    "insufficient_quota": "Quota used up",
    "401 unauthorized": "Key not accepted",
    "my key is not accepted": "Key not accepted",
    "context length exceeded": "Conversation too long",
    "what does interrupted mean": "Interrupted",
    "the connection was lost": "Disconnected",
    "where is my key stored": "Where your key is stored",
    "is my api key safe?": "Where your key is stored",
    "how do I change my key": "Enter or change your key",
    "delete my api key": "Remove your key",
    "OPENAI_API_KEY": "Take the key from the environment",
    "can I use a key without storing it": "Use a key for this session only",
    "how do I start a new chat": "Start a new conversation",
    "rename a chat": "Rename a conversation",
    "delete a conversation": "Delete a conversation",
    "How can I search my chats?": "Search your conversations",
    "what is a temporary conversation?": "Temporary conversations",
    "is there something like incognito?": "Temporary conversations",
    "can I see the exact request?": "See the request that goes out",
    "can several answers run at the same time?": "Several answers at once",
    "does an answer go on when the connection breaks?": "Let an answer be made at the provider",
    "where is my history?": "Where your history is kept",
    "do I lose my text after a crash?": "What survives a crash",
    "how do I back up": "Back up your history",
    "export my chats": "Export your conversations",
    "save conversations as JSON": "Export your conversations",
    "keyboard shortcuts": "Keyboard shortcuts",
    "what are the hotkeys?": "The hotkey",
    "What is the quick prompt?": "The quick prompt",
    "What is live translation?": "Live translation",
    "Can Rivulet start with my computer?": "Start at login",
    "How do I translate the selected text?": "Bring the clipboard or a selection along",
    "how do I set a global hotkey?": "The hotkey",
    "the hotkey does nothing": "The hotkey does nothing",
    "bind a key on GNOME": "Have the desktop call Rivulet",
    "hyprland": "Have the desktop call Rivulet",
    "how do I keep it in the tray": "Stay in the tray",
    "start it automatically at login": "Start at login",
    "is there a new version?": "New versions",
    "how do I update Rivulet": "New versions",
    "does it check for updates?": "New versions",
    "what does the update check send to GitHub": "What GitHub learns",
    "which version do I have": "Which version you have",
    "what license is it under?": "Which version you have",
    "dark mode": "Light and dark appearance",
    "how do I make the text bigger": "Text size",
    "does it work with a screen reader": "Accessibility",
    "privacy": "What leaves your machine",
    "do you collect telemetry?": "What leaves your machine",
    "Where is my data?": "Where the files are",
    "where is my data stored": "Where the files are",
    "how do I export my data": "Export your conversations",
    "where are my files": "Where the files are",
    "how do I uninstall Rivulet": "Remove Rivulet",
    "where are the logs": "The log",
    "can I use it in a terminal": "Ask in the terminal",
    "command line options": "Options",
    "exit codes": "Exit status",
    "proxy": "Use a proxy",
    "I am behind a corporate proxy": "Use a proxy",
    "certificate error": "A secure connection fails",
    "socks proxy with a password": "Use a proxy",
    "test the connection": "Test the connection",
    "what may providers keep": "What providers may keep",
    "timeout": "Times",
    "use the responses API": "What a server can do",
    "keyring is locked": "The keyring is locked",
    "Japanese is shown as boxes": "Boxes in place of letters",
    "does it work offline": "Work offline",
    "can I use this without internet?": "Work offline",
    "what demos are there": "Demo prompts",
    "what does the Guide keep": "What the Guide keeps",
    "can I use several models": "Choose a model",
    "move to another computer": "Back up your history",
    "is my data sent anywhere": "What leaves your machine",
    "how do I quickly change the model": "Choose a model",
    "change font size": "Text size",
    "ssl error": "A secure connection fails",
    "open settings": "Open the settings",
    "preferences": "Open the settings",
    "How do I edit my last prompt?": "Edit your last prompt",
    "how do I quit": "Quit Rivulet",
    "Which keys are there?": "Keyboard shortcuts",
    "remove my keys": "Remove your key",
    "how do I get an older answer back after retry": "Earlier versions of an answer",
    "where are my chats saved": "Where your history is kept",
    "How do I write a system prompt?": "System prompt",
    "how do I change the system prompt": "System prompt",
    "does it run tools?": "Tools",
    "where does my draft go": "Ask a question",
    "what does the dot in the list mean": "The window",
    "how do I pause notifications": "Notifications",
    "I get no notification when an answer is ready": "Notifications",
    "is my answer shown on the lock screen": "What a lock screen shows",
}

UNKNOWN = [
    "what is the capital of France?",
    "write me a poem about rain",
    "2+2",
    "what is 17 times 23",
    "who won the world cup in 1998?",
    "translate good morning to French",
    "what's the weather like today?",
    "tell me a joke",
    "summarise War and Peace",
    "how do I cook rice?",
    "explain quantum mechanics",
    "write a Python function that reverses a list",
    "who is the president of Brazil",
    "recommend a good book",
    "what time is it",
    "how tall is Mount Everest",
    "plan a trip to Lisbon",
    "what is love?",
    "give me a recipe for pancakes",
    "fix the grammar of this sentence",
    "wie spät ist es?",
    "how old is the universe",
    "how do airplanes fly",
    "what is machine learning",
    "help me with my homework",
    "debug this code",
    "how do I install Python",
    "how do I change a tyre",
    "what is the history of Rome",
    "how do I stop smoking",
    "asdf qwer",
    "the",
    "",
    "🦆",
]


@pytest.mark.parametrize(("question", "heading"), ANSWERED.items())
def test_a_question_finds_its_section(question, heading):
    found = [section.heading for section in MANUAL.search(question)]
    assert found[:1] == [heading], found


@pytest.mark.parametrize("question", UNKNOWN)
def test_what_the_manual_does_not_say_is_not_found(question):
    assert [section.heading for section in MANUAL.search(question)] == []


@pytest.mark.parametrize("section", MANUAL.sections, ids=lambda section: section.heading)
def test_each_section_can_be_asked_for_by_its_heading(section):
    assert MANUAL.search(section.heading)[0] is section


@pytest.mark.parametrize("chapter", sorted({section.chapter for section in MANUAL.sections}))
def test_each_chapter_can_be_asked_for(chapter):
    assert MANUAL.search(chapter)[0].chapter == chapter


@given(st.text(max_size=80))
def test_any_text_may_be_asked(question):
    assert len(MANUAL.search(question)) <= 3


@given(st.lists(st.sampled_from(["AND", "OR", "NOT", "NEAR(", '"', "*", "key", ":", "heading:", "^", "-"])))
def test_the_index_takes_no_orders_from_a_question(pieces):
    assert len(MANUAL.search(" ".join(pieces))) <= 3


def test_hidden_keywords_are_not_shown():
    assert not any("<!--" in section.text for section in MANUAL.sections)
    assert all(section.keywords and section.text and section.chapter for section in MANUAL.sections)


def test_a_missing_manual_is_said_in_a_sentence(tmp_path):
    with pytest.raises(EnvironmentFault, match="missing"):
        Manual(tmp_path)
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        Manual(tmp_path / "nowhere")

"""Settings survive being written down, and any file that somebody has edited."""

import json
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.capabilities import Api
from app.domain.network import Network
from app.domain.policy import Policy
from app.domain.presence import Presence
from app.domain.provider import GUIDE, GUIDE_PROVIDER, OPENAI_PROVIDER, Provider
from app.domain.quick_action import QuickAction
from app.domain.settings import (
    SIDEBAR_RANGE,
    ZOOM_RANGE,
    Appearance,
    Settings,
)
from app.domain.settings_json import settings_from_dict, settings_to_dict
from app.domain.updates import Updates

names = st.text(min_size=1, max_size=10).filter(lambda name: name != "guide")
flags = st.booleans()
overrides = st.fixed_dictionaries(
    {}, optional={"api": st.sampled_from(Api), "usage": flags, "background": flags}
)
providers = st.builds(Provider, names, names, st.text(), st.floats(0.1, 86_400), st.text(), overrides)
policies = st.builds(Policy, *(flags for _ in fields(Policy)))
networks = st.builds(Network, st.text(min_size=1), st.text(), st.floats(0.1, 86_400))
presences = st.builds(Presence, st.text(), flags, flags, flags)
updates = st.builds(Updates, flags, st.floats(0, 4e9), st.text(), st.text(), st.text())
said = st.text(min_size=1).filter(str.strip)
actions = st.builds(QuickAction, said, said, st.text())
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
unknown = st.dictionaries(st.text(max_size=8).map("x_{}".format), values, max_size=3)
chosen = st.builds(
    Settings,
    names,
    st.lists(providers, max_size=3, unique_by=lambda provider: provider.name).map(tuple),
    st.sampled_from(Appearance),
    st.integers(*SIDEBAR_RANGE),
    st.booleans(),
    st.integers(*ZOOM_RANGE),
    st.text(),
    policies,
    networks,
    presences,
    st.lists(actions, max_size=3).map(tuple),
    st.text(),
    st.text(),
    updates,
    unknown,
)


@given(chosen)
def test_what_is_written_is_read_back(settings):
    data = json.loads(json.dumps(settings_to_dict(settings)))
    read = settings_from_dict(data)
    assert replace(read, unknown={}) == replace(settings, unknown={})
    assert repr(read.unknown) == repr(settings.unknown)  # with what equals nothing, as NaN does


known = st.sampled_from([*settings_to_dict(Settings()), "pets"])
entries = st.lists(st.dictionaries(st.sampled_from(list(Provider.__slots__)), values | names), max_size=3)


@given(st.dictionaries(known, values | entries))
def test_any_values_are_read(data):
    settings = settings_from_dict(data)
    assert settings.current in settings.all_providers
    assert ZOOM_RANGE[0] <= settings.zoom <= ZOOM_RANGE[1]
    json.dumps(settings_to_dict(replace(settings, unknown={})))


def test_a_wrong_value_spoils_no_other():
    data = {
        "provider": "local",
        "providers": [
            {"name": "local", "base_url": "http://localhost:8080/v1", "model": 7, "idle_timeout": "soon"},
            {"name": "nowhere"},
            {"name": "guide", "base_url": "http://evil.example"},
            "openai",
        ],
        "appearance": "pink",
        "zoom": True,
        "sidebar_width": 1e9,
        "sidebar_visible": "yes",
        "window_geometry": "kept",
        "pets": ["otter"],
    }
    local = Provider("local", "http://localhost:8080/v1", "")
    expected = Settings("local", (local,), window_geometry="kept", unknown={"pets": ["otter"]})
    assert settings_from_dict(data) == expected
    assert expected.current == local


def test_half_a_character_is_no_text():
    half = json.loads('"\\ud800"')
    read = settings_from_dict(
        {
            "window_geometry": half,
            "translate_to": half,
            "presence": {"hotkey": half, "notify": False},
            "quick_actions": [{"name": half, "prompt": "x"}, {"name": "a", "prompt": "x", "key": half}],
        }
    )
    own = Presence(notify=False)
    assert read == replace(Settings(), presence=own, quick_actions=(QuickAction("a", "x"),))


def test_what_is_known_of_updates_is_read_as_far_as_it_can_be():
    updates = {"check": True, "checked_at": float("nan"), "version": 2, "page": json.loads('"\\ud800"')}
    assert settings_from_dict({"updates": updates}).updates == Updates(check=True)
    assert not settings_from_dict({}).updates.check


def test_sizes_are_kept_within_reason():
    settings = settings_from_dict({"zoom": 5, "sidebar_width": 10**9})
    assert (settings.zoom, settings.sidebar_width) == (ZOOM_RANGE[0], SIDEBAR_RANGE[1])


def test_the_guide_is_always_there_and_never_stored():
    settings = Settings(provider="gone").with_provider(replace(GUIDE_PROVIDER, base_url="http://x"))
    assert settings.current == GUIDE_PROVIDER
    assert settings.all_providers == (GUIDE_PROVIDER, OPENAI_PROVIDER)
    assert [one["name"] for one in settings_to_dict(settings)["providers"]] == ["openai"]


def test_a_provider_is_added_or_changed_in_its_place():
    local = Provider("local", "http://localhost/v1", "m")
    settings = Settings().with_provider(local).with_provider(replace(OPENAI_PROVIDER, model="other"))
    assert settings.providers == (replace(OPENAI_PROVIDER, model="other"), local)


def test_another_host_is_another_server_with_a_name_and_a_bill_of_its_own():
    settings = Settings()
    local = settings.server_at("http://localhost:11434/v1", OPENAI_PROVIDER)
    assert (local.name, local.base_url, local.billing_url) == (
        "localhost:11434",
        "http://localhost:11434/v1",
        "",
    )
    settings = settings.with_provider(replace(local, model="llama"))
    assert settings.server_at("http://LOCALHOST:11434/v1/", OPENAI_PROVIDER).model == "llama"
    back = settings.server_at("https://api.openai.com/v1", local)
    assert (back.name, back.billing_url) == ("openai", OPENAI_PROVIDER.billing_url)
    assert settings.server_at("https://api.openai.com/v2", OPENAI_PROVIDER).name == "openai"
    assert settings.server_at("http://guide/v1", OPENAI_PROVIDER).name != GUIDE

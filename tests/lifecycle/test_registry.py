"""The registry knows every key without reading, and no plug-in harms it."""

import sys
from importlib import invalidate_caches
from importlib.resources import files

import pytest

from clm.errors import TemplateError, UnknownNameError
from clm.lifecycle.registry import Registry, templates
from clm.lifecycle.template import Template

GROUP = "clm.templates.trial"
FOLDER = files("clm.lifecycle") / "builtin"
BUILT_IN = {
    "clm-14",
    "e-metrics",
    "exponea-14",
    "exponea-14b",
    "five-stage",
    "growth-accounting",
    "rfm-11",
}
ALL = 'schema = 1\nkey = "{}"\n[[stage]]\nkey = "everybody"\nwhen = "orders >= 0"\n'

MODULE = f"""
import pathlib
from clm.lifecycle.template import Template
TEXT = {ALL.format("as-text")!r}
TEMPLATE = Template.from_toml({ALL.format("as-template")!r})
PATH = pathlib.Path(__file__).with_name("mine.toml")
OTHER = {ALL.format("other")!r}
FAULTY = "schema = 1\\nkey = 3"
NUMBER = 3


class Speechless(Exception):
    def __str__(self):
        raise RuntimeError


class Touchy:
    def __getattr__(self, name):
        raise Speechless


TOUCHY = Touchy()
FILE = "as-path.toml"
ABSENT_PATH = pathlib.Path(__file__).with_name("absent.toml")
FOLDER = pathlib.Path(__file__).parent
"""


@pytest.fixture
def plugged(tmp_path, monkeypatch):
    """A registry with the plug-ins of a freshly installed package."""
    (tmp_path / "trial_plugin.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "trial_broken.py").write_text("raise RuntimeError('no luck')", encoding="utf-8")
    (tmp_path / "trial_exit.py").write_text("import sys; sys.exit(3)", encoding="utf-8")
    (tmp_path / "mine.toml").write_text(ALL.format("as-path"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    def install(**plugins):
        info = tmp_path / "trial-1.0.dist-info"
        info.mkdir()
        info.joinpath("METADATA").write_text("Name: trial\nVersion: 1.0\n", encoding="utf-8")
        rows = [f"{name.replace('_', '-')} = {value}" for name, value in plugins.items()]
        text = "\n".join([f"[{GROUP}]", *rows])
        info.joinpath("entry_points.txt").write_text(text, encoding="utf-8")
        return Registry(FOLDER, GROUP)

    yield install
    for name in ("trial_plugin", "trial_broken", "trial_exit"):
        sys.modules.pop(name, None)


class Unread:
    """A folder that can be listed, but not read."""

    def iterdir(self):
        return FOLDER.iterdir()

    def __truediv__(self, name):
        raise AssertionError(name)


def test_the_folder_is_the_list():
    assert set(Registry(FOLDER, GROUP)) == BUILT_IN <= set(templates)


def test_names_are_known_without_reading_a_file():
    registry = Registry(Unread(), GROUP)
    assert list(registry) == sorted(BUILT_IN)
    assert (len(registry), "rfm-11" in registry, "rfm-12" in registry) == (7, True, False)
    assert "rfm-11" in repr(registry)


def test_a_template_is_read_once():
    assert templates["rfm-11"] is templates["rfm-11"]
    assert isinstance(templates["rfm-11"], Template)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'exponea-14'") as caught:
        templates["exponea14"]
    assert (caught.value.kind, caught.value.name) == ("template", "exponea14")
    assert templates.get("exponea14") is None


def test_nothing_can_be_put_in():
    with pytest.raises(TypeError):
        templates["mine"] = templates["rfm-11"]


@pytest.mark.parametrize("name", ["as_text", "as_template", "as_path"])
def test_a_plug_in_brings_a_template_a_text_or_a_path(plugged, name):
    registry = plugged(**{name: f"trial_plugin:{name.removeprefix('as_').upper()}"})
    key = name.replace("_", "-")
    assert list(registry)[-1] == key
    assert registry[key].key == key
    assert registry.faults == ()


def test_names_of_plug_ins_are_known_without_importing_them(plugged):
    registry = plugged(broken="trial_broken:TEXT")
    assert "broken" in registry
    assert len(registry) == len(BUILT_IN) + 1
    assert "broken" in repr(registry)
    assert "trial_broken" not in sys.modules


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("trial_broken:TEXT", "RuntimeError: no luck"),
        ("trial_absent:TEXT", "ModuleNotFoundError"),
        ("trial_plugin:ABSENT", "AttributeError"),
        ("trial_plugin:NUMBER", "brings a value of type int"),
        ("trial_plugin:FAULTY", "key: 3 is a whole number"),
        ("trial_plugin:OTHER", "has the key 'other'"),
        ("trial_plugin:TOUCHY", "TOUCHY"),  # Python 3.12 no longer asks it for attributes
        ("trial_plugin:FILE", "'as-path.toml' is no TOML text"),
        ("trial_plugin:ABSENT_PATH", "FileNotFoundError"),
        ("trial_plugin:FOLDER", "Error"),
        ("trial_plugin", "brings a value of type module"),
        ("trial_exit:TEXT", "SystemExit: 3"),
    ],
)
def test_a_broken_plug_in_is_listed_and_stops_nobody(plugged, value, told):
    registry = plugged(bad=value, as_text="trial_plugin:TEXT")
    assert "bad" in registry
    assert registry["as-text"].key == "as-text"
    with pytest.raises(TemplateError) as caught:
        registry["bad"]
    assert f"plug-in 'bad' ({value})" in str(caught.value)
    assert told in str(caught.value)
    assert registry.faults == caught.value.faults


def test_no_plug_in_replaces_a_built_in_template(plugged):
    registry = plugged(five_stage="trial_plugin:OTHER")
    assert registry["five-stage"] == templates["five-stage"]
    assert list(registry) == sorted(BUILT_IN)
    (fault,) = registry.faults
    assert "plug-in 'five-stage' (trial_plugin:OTHER)" in str(fault)
    assert str(fault) in repr(registry)


def installed_beside(folder, name, text):
    """Install the entry points of one more package."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text(f"Name: {name}\nVersion: 1.0\n", encoding="utf-8")
    info.joinpath("entry_points.txt").write_bytes(text)


@pytest.mark.parametrize("name", ["", "Bad Name", "é", "-mine", "mine-", "a--b", "3d", "a.b"])
def test_a_name_that_no_template_can_have_is_put_aside_unread(plugged, name):
    with pytest.raises(TemplateError, match="is no key"):
        Template.from_toml(ALL.format(name))
    registry = plugged(**{name: "trial_broken:TEXT"}, as_text="trial_plugin:TEXT")
    assert list(registry) == [*sorted(BUILT_IN), "as-text"]
    (fault,) = registry.faults
    assert str(fault).startswith(f"plug-in '{name}' (trial_broken:TEXT): stands back: {name!r} is")
    assert registry.left_out == (fault,)
    assert "trial_broken" not in sys.modules


@pytest.mark.parametrize("name", ["mine", "a-b", "a_b-3", "a3"])
def test_a_name_that_a_template_can_have_is_kept(plugged, name):
    assert Template.from_toml(ALL.format(name)).key == name
    assert plugged(**{name.replace("_", "-"): "trial_plugin:TEXT"}).left_out == ()


def test_values_and_items_are_those_of_sound_templates(plugged):
    registry = plugged(bad="trial_broken:TEXT", as_text="trial_plugin:TEXT")
    sound = [*sorted(BUILT_IN), "as-text"]
    assert [key for key, _ in registry.items()] == sound
    assert [each.key for each in registry.values()] == sound
    assert registry.keys() == {*sound, "bad"}
    with pytest.raises(TemplateError, match="no luck"):
        registry.get("bad")


def test_a_registry_is_equal_to_itself_alone_and_nothing_is_read(plugged):
    plugged(bad="trial_broken:TEXT")
    registry = Registry(Unread(), GROUP)
    assert registry == registry  # noqa: PLR0124
    assert registry != {}
    assert registry != Registry(Unread(), GROUP)
    assert {registry: 1}[registry] == 1
    assert "trial_broken" not in sys.modules


@pytest.mark.parametrize("key", [[], {}, 3, None])
def test_what_is_no_text_is_no_key(key):
    assert key not in templates
    assert templates.get(key) is None
    with pytest.raises(UnknownNameError):
        templates[key]


@pytest.mark.parametrize(
    "raised", ["BaseException", "SystemExit", "type('Stop', (BaseException,), {})"]
)
def test_whatever_a_plug_in_raises_is_its_own_error(plugged, tmp_path, raised):
    text = f"raise {raised}('no luck')\n"
    (tmp_path / "trial_broken.py").write_text(text, encoding="utf-8")
    registry = plugged(bad="trial_broken:TEXT")
    with pytest.raises(TemplateError, match="plug-in 'bad' .*: no luck"):
        registry["bad"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, GeneratorExit])
def test_whoever_stops_the_program_stops_it_and_may_try_again(plugged, tmp_path, stop):
    module = tmp_path / "trial_broken.py"
    module.write_text(f"raise {stop.__name__}\n", encoding="utf-8")
    registry = plugged(mine="trial_broken:TEXT")
    with pytest.raises(stop):
        registry["mine"]
    module.write_text(f"# mended\nTEXT = {ALL.format('mine')!r}\n", encoding="utf-8")
    invalidate_caches()
    assert registry["mine"].key == "mine"


def test_a_plug_in_that_asks_for_itself_is_named_once(plugged, tmp_path, monkeypatch):
    (tmp_path / "trial_broken.py").write_text(
        "from clm.lifecycle import registry\nTEXT = registry.templates['mine']\n",
        encoding="utf-8",
    )
    registry = plugged(mine="trial_broken:TEXT")
    monkeypatch.setattr("clm.lifecycle.registry.templates", registry)
    with pytest.raises(TemplateError) as caught:
        registry["mine"]
    (fault,) = caught.value.faults
    assert fault.where == "plug-in 'mine' (trial_broken:TEXT)"
    assert fault.what == "asks for 'mine' while that is being loaded"
    assert registry.faults == (fault,)


def test_of_two_plug_ins_with_one_name_one_stands_back(plugged, tmp_path):
    """Which one does not depend on the order of installation, and the other is told of."""
    registry = plugged(as_text="trial_plugin:TEXT")
    installed_beside(tmp_path, "second", f"[{GROUP}]\nas-text = trial_broken:TEXT\n".encode())
    assert list(registry) == [*sorted(BUILT_IN), "as-text"]
    (fault,) = registry.left_out
    assert "plug-in 'as-text' (trial_plugin:TEXT): stands back: trial_broken:TEXT" in str(fault)
    assert str(fault) in repr(registry)
    assert registry["five-stage"] == templates["five-stage"]
    assert len(registry.faults) == 2  # the one that stands back, and the other that is broken


def test_two_plug_ins_cannot_bring_templates_of_one_key(plugged):
    registry = plugged(as_text="trial_plugin:TEXT", also_as_text="trial_plugin:TEXT")
    assert registry["as-text"].key == "as-text"
    with pytest.raises(TemplateError, match="has the key 'as-text' → name the plug-in 'as-text'"):
        registry["also-as-text"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"[%s]\nno value\n", "a line of entry_points.txt is not name = value"),
        (b"[%s]\n\xff = a:b\n", "entry_points.txt is no text in UTF-8"),
    ],
)
def test_a_package_with_spoilt_entry_points_stops_nobody(plugged, tmp_path, text, told):
    registry = plugged(as_text="trial_plugin:TEXT")
    installed_beside(tmp_path, "spoilt", text.replace(b"%s", GROUP.encode()))
    assert list(registry) == [*sorted(BUILT_IN), "as-text"]
    assert registry["as-text"].key == "as-text"
    (fault,) = registry.faults
    assert f"package 'spoilt': its entry points cannot be read: {told}" in str(fault)
    assert str(fault) in repr(registry)


def test_a_broken_plug_in_is_tried_once_and_then_shown(plugged, tmp_path):
    (tmp_path / "trial_broken.py").write_text(
        "from pathlib import Path\n"
        "log = Path(__file__).with_name('log')\n"
        "log.write_text((log.read_text() if log.exists() else '') + 'tried ')\n"
        "raise RuntimeError('no luck')\n",
        encoding="utf-8",
    )
    registry = plugged(broken="trial_broken:TEXT")
    assert "no luck" not in repr(registry)
    for _ in range(3):
        with pytest.raises(TemplateError, match="no luck"):
            registry["broken"]
    assert len(registry.faults) == 1
    assert (tmp_path / "log").read_text() == "tried "
    assert f"broken    {registry.faults[0]}" in repr(registry)


def test_a_plug_in_may_ask_the_registry_while_it_loads(plugged, tmp_path):
    """For templates that are there already, but not for its own."""
    (tmp_path / "trial_broken.py").write_text(
        "from clm.lifecycle.registry import templates\n"
        "TEXT = templates['rfm-11'].to_toml().replace('rfm-11', 'mine')\n",
        encoding="utf-8",
    )
    registry = plugged(mine="trial_broken:TEXT")
    assert registry["mine"].segments == templates["rfm-11"].segments

"""The plug-in that stands in `tests/plugin`, built and installed as any other would be."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling import build

import clm
from clm.lifecycle.registry import Registry

SOURCE = Path(__file__).parents[1] / "plugin"
KEYS = ("box-tiers", "subscription-box")
BUILT_IN = len(Registry(files("clm.lifecycle") / "builtin", "a group of nobody"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with the plug-in, built by its own backend and unpacked as an installer does."""
    folder = tmp_path_factory.mktemp("plugin")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(SOURCE)
        wheel = build.build_wheel(str(folder))
    with ZipFile(folder / wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def registry(site, monkeypatch):
    """A registry that finds the plug-in, as one made in a fresh process does."""
    monkeypatch.syspath_prepend(site)
    yield Registry(files("clm.lifecycle") / "builtin")
    for name in [name for name in sys.modules if name.partition(".")[0] == "clm_subscription"]:
        del sys.modules[name]


def loaded():
    return {name for name in sys.modules if name.partition(".")[0] == "clm_subscription"}


def test_its_names_are_known_without_importing_it(registry):
    assert [*registry][-2:] == [*KEYS]
    assert len(registry) == BUILT_IN + 2
    assert all(key in registry and key in repr(registry) for key in KEYS)
    assert registry.left_out == ()
    assert loaded() == set()


def test_each_template_is_loaded_on_need_and_once(registry):
    box = registry["subscription-box"]
    assert loaded() == {"clm_subscription"}
    assert registry["subscription-box"] is box
    tiers = registry["box-tiers"]
    assert loaded() == {"clm_subscription", "clm_subscription.tiers"}
    assert tiers is sys.modules["clm_subscription.tiers"].BOX_TIERS
    assert registry.faults == ()


def test_its_segments_are_those_of_its_words(registry):
    day = "2024-06-30"
    ledger = clm.Ledger.from_columns(
        customer=["buyer", "active", "pausing"],
        when=["2024-06-01", "2024-06-01", "2024-05-01"],
        amount=[20, 20, 20],
        currency="EUR",
    )
    happened = {
        "visit": [("visitor", "2024-06-01")],
        "subscribe": [
            *(("active", "2024-03-01"), ("pausing", "2024-03-01"), ("leaving", "2024-03-01")),
            *(("trial", "2024-06-01"), ("late trial", "2024-05-31"), ("gone", "2023-01-01")),
        ],
        "cancel": [("leaving", "2024-04-01"), ("gone", "2024-03-31")],
    }
    for kind, rows in happened.items():
        customers, days = zip(*rows, strict=True)
        ledger = ledger.with_events(kind, customer=[*customers], when=[*days])
    snap = clm.snapshot(ledger, registry["subscription-box"], as_of=day)
    assert {who: snap[who].key for who in snap} == {
        "buyer": "box_buyer",
        "active": "active",
        "pausing": "pausing",
        "visitor": "visitor",
        "trial": "trial",
        "late trial": "pausing",
        "leaving": "leaving",
        "gone": "gone",
    }


RISES = {
    "box-tiers": "who sleeps is listed last, and has no rank of her own",
    "subscription-box": "a trial ends by itself",
}


@pytest.mark.parametrize("key", KEYS)
def test_it_keeps_every_law(registry, key):
    known = {"no_rises_in_silence": RISES[key]}
    assert clm.testing.check_template(registry[key], examples=15, known=known).known == known


def fresh(site, *words):
    """Run Python with the plug-in installed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, *words],
        env={"PYTHONPATH": str(site), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_fresh_process_has_it(site):
    code = """
import sys, clm
listed = [*clm.templates], repr(clm.templates)
print("clm_subscription" in sys.modules, clm.templates["box-tiers"].title, *listed[0])
"""
    words = fresh(site, "-c", code).split()
    assert words[0] == "False"
    assert {*KEYS} <= {*words}
    assert "Tiers by boxes bought" in " ".join(words)


def test_the_command_lists_it(site):
    lines = fresh(site, "-m", "clm", "templates").splitlines()
    assert lines[-2:] == [
        "box-tiers          Tiers by boxes bought",
        "subscription-box   A box by subscription",
    ]


def test_the_command_lists_broken_plug_ins_and_goes_on(site, tmp_path):
    (tmp_path / "spoilt.py").write_text("raise RuntimeError('no\\nluck')", encoding="utf-8")
    info = tmp_path / "spoilt-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: spoilt\nVersion: 1\n", encoding="utf-8")
    rows = "[clm.templates]\nspoilt = spoilt:ANY\nrfm-11 = spoilt:ANY\nbox-tiers = spoilt:ANY\n"
    (info / "entry_points.txt").write_text(rows, encoding="utf-8")
    both = f"{site}{';' if sys.platform == 'win32' else ':'}{tmp_path}"
    lines = fresh(both, "-m", "clm", "templates").splitlines()
    assert "box-tiers          Tiers by boxes bought" in lines
    assert any(line.startswith("rfm-11             The 11 RFM segments") for line in lines)
    (broken,) = (line for line in lines if line.startswith("spoilt "))
    assert "broken: plug-in 'spoilt' (spoilt:ANY): RuntimeError: no luck" in broken
    assert sum(line.startswith("left out: ") for line in lines) == 2

"""The registry: the templates that come with clm, and those of installed plug-ins.

A plug-in is an entry point of the group ``clm.templates``. Its name is the template's key, and what
it points to is a `Template`, the text of a TOML document, or the path of one::

    [project.entry-points."clm.templates"]
    subscription = "my_package.templates:SUBSCRIPTION"

Names are known without reading a file; a template is read and proved when it is first asked for,
and only then. A plug-in that fails is left at that, and its error is told whenever it is asked for.
"""

import os
import re
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from functools import cached_property
from importlib.metadata import EntryPoint, distributions, entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import get_ident
from traceback import format_exception_only
from typing import Final, cast

from attrs import field, frozen

from clm._frozen import FrozenDict
from clm.errors import ClmError, Fault, TemplateError, UnknownNameError
from clm.lifecycle.template import Template

GROUP: Final = "clm.templates"
_MEND: Final = "mend the plug-in or uninstall it"
_NAME = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*")
"""What a template's key can be: no other name of a plug-in is that of its template."""


@frozen(slots=False, eq=False, repr=False)
class Registry(Mapping[str, Template]):
    """A frozen mapping of templates by key, equal to itself alone.

    A broken plug-in has a key here, and no value: asked for by its key, be it with `get`, it raises
    its error, while `values` and `items` give the sound templates, which may be fewer than `len`
    says.

    Parameters
    ----------
    folder : Traversable
        Holds a file ``key.toml`` for each built-in template.
    group : str
        The group of entry points where plug-ins stand.

    Examples
    --------
    >>> "rfm-11" in templates
    True
    >>> templates["rfm-11"].title
    'The 11 RFM segments of buyers'
    >>> templates["five-stages"]
    Traceback (most recent call last):
    clm.errors.UnknownNameError: no template 'five-stages' → did you mean 'five-stage'?
    """

    folder: Traversable
    group: str = GROUP
    _loaded: dict[str, Template] = field(factory=dict[str, Template], init=False)
    _broken: dict[str, tuple[Fault, ...]] = field(factory=dict[str, tuple[Fault, ...]], init=False)
    _loading: set[tuple[int, str]] = field(factory=set[tuple[int, str]], init=False)

    @cached_property
    def builtin(self) -> tuple[str, ...]:
        """Keys of the templates that come with clm."""
        names = (each.name for each in self.folder.iterdir())
        return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))

    @cached_property
    def plugins(self) -> Mapping[str, EntryPoint]:
        """The plug-ins by name; those whose name is none, or is taken, are in `faults` instead."""
        found = {each.name: each for each in reversed(self._found[0])}
        names = sorted(found.keys() - {*self.builtin})
        return FrozenDict({name: found[name] for name in names if _NAME.fullmatch(name)})

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the plug-ins: names that are none or clash, and what fails to load.

        Every plug-in is loaded to find out.
        """
        self.items()
        return (
            *self.left_out,
            *(each for name in self.plugins for each in self._broken.get(name, ())),
        )

    @property
    def left_out(self) -> tuple[Fault, ...]:
        """What is wrong with the plug-ins that are not in here at all; nothing is loaded."""
        return (*self._found[1], *self._clashes)

    def __getitem__(self, key: str) -> Template:
        """Give a template, reading and proving it if that has not been done.

        Raises
        ------
        UnknownNameError
            No template has that key.
        TemplateError
            A plug-in has that name, but is broken.
        """
        if key not in self:
            raise UnknownNameError("template", key, self)
        if key not in self._loaded:
            found = self._built_in(key) if key in self.builtin else self._kept(key)
            self._loaded.setdefault(key, found)
        return self._loaded[key]

    def values(self) -> ValuesView[Template]:
        """Give the templates, every one read and proved, without plug-ins that are broken."""
        return self._sound().values()

    def items(self) -> ItemsView[str, Template]:
        """Give the templates with their keys, without plug-ins that are broken; see `values`."""
        return self._sound().items()

    def __eq__(self, other: object) -> bool:
        """Whether it is the same registry; nothing is read for it."""
        return self is other

    def __hash__(self) -> int:
        """By identity, as it is compared."""
        return id(self)

    def __contains__(self, key: object) -> bool:
        """Whether there is such a key; nothing is read for it."""
        return isinstance(key, str) and (key in self.builtin or key in self.plugins)

    def __iter__(self) -> Iterator[str]:
        """The keys: built-in ones first."""
        yield from self.builtin
        yield from self.plugins

    def __len__(self) -> int:
        """How many templates there are."""
        return len(self.builtin) + len(self.plugins)

    def __repr__(self) -> str:
        """The keys, and which plug-ins were left out or have failed so far."""
        rows = [f"<templates {len(self)}>", f"  built in  {', '.join(self.builtin)}"]
        if self.plugins:
            rows.append(f"  plug-ins  {', '.join(self.plugins)}")
        rows += [f"  left out  {fault}" for fault in self.left_out]
        rows += [f"  broken    {fault}" for each in self._broken.values() for fault in each]
        return "\n".join(rows)

    def _sound(self) -> Mapping[str, Template]:
        """Read every template that can be read."""
        found: dict[str, Template] = {}
        for key in self:
            try:
                found[key] = self[key]
            except ClmError:
                continue
        return FrozenDict(found)

    @cached_property
    def _found(self) -> tuple[tuple[EntryPoint, ...], tuple[Fault, ...]]:
        """Every entry point of the group, in an order that no installation changes; and faults."""
        found, faults = _declared(self.group)
        return tuple(sorted(found, key=lambda each: (each.name, each.value))), tuple(faults)

    @cached_property
    def _clashes(self) -> tuple[Fault, ...]:
        """Plug-ins whose name is none, or taken: by a built-in template, or by another plug-in."""
        used = {*self.plugins.values()}
        return tuple(self._clash(each) for each in self._found[0] if each not in used)

    def _clash(self, plugin: EntryPoint) -> Fault:
        """Say why a plug-in stands back."""
        where = f"plug-in '{plugin.name}' ({plugin.value})"
        if not _NAME.fullmatch(plugin.name):
            mend = "write lower-case words, joined by dashes"
            return Fault(where, f"stands back: {plugin.name!r} is no key", mend)
        there = self.plugins.get(plugin.name)
        owner = there.value if there else "a built-in template"
        return Fault(where, f"stands back: {owner} has that name", "give it another name")

    def _built_in(self, key: str) -> Template:
        """Read a template that comes with clm."""
        return Template.from_toml((self.folder / f"{key}.toml").read_text(encoding="utf-8"))

    def _kept(self, name: str) -> Template:
        """Load a plug-in once; one that failed is not tried again."""
        if name in self._broken:
            raise TemplateError(self._broken[name])
        at_work = (get_ident(), name)
        if at_work in self._loading:
            raise TemplateError.of("", f"asks for {name!r} while that is being loaded", _MEND)
        self._loading.add(at_work)
        try:
            return self._plugged(name)
        except TemplateError as error:
            self._broken[name] = error.faults
            raise
        finally:
            self._loading.discard(at_work)

    def _plugged(self, name: str) -> Template:
        """Load a plug-in; whatever it raises becomes an error of that plug-in alone."""
        plugin = self.plugins[name]
        where = f"plug-in '{name}' ({plugin.value})"
        try:
            template = _template(plugin.load())
        except TemplateError as error:
            faults = (
                Fault(_joined(where, each.where), each.what, each.mend) for each in error.faults
            )
            raise TemplateError(faults) from error
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:
            what = " ".join(format_exception_only(error)[-1].split())
            raise TemplateError.of(where, what, _MEND) from error
        if template.key != name:
            what = f"its template has the key {template.key!r}"
            raise TemplateError.of(where, what, f"name the plug-in {template.key!r}")
        return template


def _declared(group: str) -> tuple[list[EntryPoint], list[Fault]]:
    """Find the entry points of a group, and the packages whose own cannot be read."""
    try:
        return list(entry_points(group=group)), []
    except (OSError, TypeError, ValueError):
        # One spoilt file spoils the search for everybody, so the packages are asked one by one.
        return _one_by_one(group)


def _one_by_one(group: str) -> tuple[list[EntryPoint], list[Fault]]:
    """Ask every package for its entry points; of two of one name the first is installed."""
    found: dict[str, list[EntryPoint]] = {}
    faults: list[Fault] = []
    for package in distributions():
        try:
            found.setdefault(package.name, list(package.entry_points.select(group=group)))
        except (OSError, TypeError, ValueError) as error:
            what = f"its entry points cannot be read: {_why(error)}"
            faults.append(Fault(f"package '{package.name}'", what, "mend or uninstall it"))
    return [each for own in found.values() for each in own], faults


def _why(error: Exception) -> str:
    """Say in words what is wrong with a file of entry points."""
    if isinstance(error, UnicodeError):
        return "entry_points.txt is no text in UTF-8"
    if isinstance(error, OSError):
        return error.strerror or "entry_points.txt cannot be opened"
    return "a line of entry_points.txt is not name = value"


def _joined(where: str, path: str) -> str:
    """A path within a plug-in."""
    return f"{where}: {path}" if path else where


def _template(value: object) -> Template:
    """Make a template of what a plug-in brings."""
    if isinstance(value, Template):
        return value
    if isinstance(value, str):
        return Template.from_toml(value)
    if isinstance(value, os.PathLike):
        value = Path(cast("os.PathLike[str]", value))
    if isinstance(value, Traversable):
        return Template.from_toml(value.read_text(encoding="utf-8"))
    what = f"brings a value of type {type(value).__name__}"
    raise TemplateError.of("", what, "give a Template, a TOML text, or the path of a TOML file")


templates: Final = Registry(files("clm.lifecycle") / "builtin")
"""Every template there is, by key."""

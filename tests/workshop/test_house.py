"""The rules of the house, read off the source: layers, sizes, errors, imports, examples."""

import ast
import builtins
import inspect
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import clm
from clm import errors

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "clm"
MODULES = sorted(SOURCE.rglob("*.py"))
PURE_DATA: frozenset[str] = frozenset()
"""Modules without a test file of their own, since they hold nothing but a table."""

FILE_LINES, FUNCTION_LINES, MEDIAN_LINES = 400, 40, 8

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from ``def`` to the end, decorators and docstring not counted."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def calls(tree: ast.AST, name: str) -> list[int]:
    """Lines that call a bare name."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )


# --- layers --------------------------------------------------------------------------------------


def test_imports_go_down_only():
    beside = Path(sys.executable).with_name("lint-imports")
    linter = str(beside) if beside.exists() else shutil.which("lint-imports")
    if linter is None:
        pytest.skip("import-linter is not installed")
    done = run(linter, "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_clm_loads_attrs_and_numpy_and_nothing_else():
    code = (
        "import sys; before = set(sys.modules)\n"
        "import clm\n"
        "roots = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(roots - set(sys.stdlib_module_names)))"
    )
    done = run(sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) <= {"clm", "attr", "attrs", "numpy"}


# --- rooms ---------------------------------------------------------------------------------------


def mirrored(path: Path) -> bool:
    inner = path.relative_to(SOURCE)
    test = f"test_{inner.stem.lstrip('_')}.py"
    return (ROOT / "tests" / inner.parent / test).exists()


def test_every_module_has_a_test_file_of_its_name():
    own = [path for path in MODULES if path.stem not in {"__init__", "__main__"}]
    alone = {name_of(path) for path in own if not mirrored(path)}
    assert alone == PURE_DATA


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_and_functions_are_small(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= FILE_LINES, f"{name_of(path)} has {lines} lines"
    long = {f.name: length(f) for f in functions(tree_of(path)) if length(f) > FUNCTION_LINES}
    assert long == {}


def test_the_median_function_is_short():
    lengths = [length(function) for path in MODULES for function in functions(tree_of(path))]
    assert statistics.median(lengths) <= MEDIAN_LINES


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert [name_of(path) for path in MODULES if path.stem.strip("_") in drawers] == []


def test_no_callable_shares_the_name_of_a_submodule():
    modules = {path.stem for path in SOURCE.glob("*.py")}
    modules |= {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    shared = modules & set(getattr(clm, "__all__", ()))
    assert {name for name in shared if not inspect.ismodule(getattr(clm, name))} == set()


# --- errors --------------------------------------------------------------------------------------

OWN_ERRORS = {
    name
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, errors.ClmError)
}
PROTOCOL = {"__getattr__": {"AttributeError"}}
"""Builtin errors that Python itself asks for, by the method that raises them."""


def raised(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, str, int]]:
    """Every ``raise X(...)`` and ``raise X.of(...)``: the function round it, X, the line."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            root = node.exc
            while isinstance(root, ast.Call | ast.Attribute):
                root = root.func if isinstance(root, ast.Call) else root.value
            if isinstance(root, ast.Name):
                yield inside, root.id, node.lineno
        yield from raised(node, node.name if isinstance(node, Function) else inside)


def own(function: str, name: str) -> bool:
    """Whether an error is clm's, or an instance made before, or what a protocol of Python asks."""
    if name in OWN_ERRORS or name in PROTOCOL.get(function, ()):
        return True
    made_before = name.lstrip("_")[0].islower()
    return made_before and not inspect.isclass(getattr(builtins, name, None))


def caught(tree: ast.AST) -> Iterator[tuple[ast.ExceptHandler, str]]:
    """Every ``except``, and what it names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            yield node, ast.unparse(node.type) if node.type else "BaseException"


def signals(tree: ast.Module) -> set[str]:
    """Private exceptions that the same file defines and catches."""
    private = {n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name[0] == "_"}
    return {name for name in private if any(name in named for _, named in caught(tree))}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_raise_is_a_clm_error(path):
    tree = tree_of(path)
    allowed = signals(tree)
    foreign = [
        (name, line) for f, name, line in raised(tree) if not own(f, name) and name not in allowed
    ]
    assert foreign == []


def swallows(handler: ast.ExceptHandler) -> bool:
    """Whether it does not raise again what it caught."""
    last = handler.body[-1]
    return not (isinstance(last, ast.Raise) and last.exc is None)


def test_the_one_broad_except_stands_in_the_registry():
    found = [
        name_of(path)
        for path in MODULES
        for handler, named in caught(tree_of(path))
        if re.search(r"\b(Base)?Exception\b", named) and swallows(handler)
    ]
    assert found in ([], ["src/clm/lifecycle/registry.py"])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_prints(path):
    if path.name not in {"cli.py", "__main__.py"}:
        assert calls(tree_of(path), "print") == []


def test_every_error_says_which_builtin_it_is():
    bare = {name for name in OWN_ERRORS - {"ClmError"} if len(vars(errors)[name].__mro__) < 5}
    assert bare == set()


# --- the checkout --------------------------------------------------------------------------------

HOMES = ("root", "home", "work", "Users", "tmp")


def tracked() -> list[Path]:
    """Every file that git has, or would take."""
    done = run("git", "ls-files", "--cached", "--others", "--exclude-standard")
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in done.stdout.splitlines() if (path := ROOT / name).is_file()]


def test_no_file_names_a_path_of_somebodys_machine():
    machine = re.compile(rb"(?<![\w.}~-])/(?:" + "|".join(HOMES).encode() + rb")/\w|[A-Z]:\\Users")
    found = [name_of(path) for path in tracked() if machine.search(path.read_bytes())]
    assert found == []


def test_the_lock_file_stays_at_home():
    assert ROOT / "uv.lock" not in tracked()


# --- words ---------------------------------------------------------------------------------------


def test_the_readme_shows_both_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python -m pip install -q uv && uv run clm demo" in readme
    assert "python -m pip install -q uv && uv run pytest" in readme


def promised() -> set[str]:
    """Every public name: of the face, of the submodules beside it, and every error."""
    modules = [name for name in clm.__all__ if inspect.ismodule(getattr(clm, name))]
    inner = {
        f"{name}.{each}" for name in modules for each in getattr(getattr(clm, name), "__all__", ())
    }
    return {*clm.__all__} | inner | {f"errors.{each}" for each in OWN_ERRORS - {*clm.__all__}}


def test_the_reference_lists_every_public_name_and_no_other():
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\s*~?clm\.([\w.]+)\s*$", reference, re.MULTILINE)
    assert {*listed} == promised()
    assert len(listed) == len({*listed})


def test_the_index_leads_to_every_page():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = index[index.index("{toctree}") :].splitlines()
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} - {"index"} <= {*listed}


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=name_of
)
def test_links_between_pages_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target, _, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(#([^)]*))?\)", text):
        other = page.parent / target if target else page
        assert other.exists(), target
        heads = re.findall(r"^#+ (.*)$", other.read_text(encoding="utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
        assert not anchor or anchor in anchors, f"{target}#{anchor}"

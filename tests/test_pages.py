"""What works through a page is strict: files are written, and output that differs is told."""

import os
import sys
from pathlib import Path
from subprocess import Popen

import pytest
from sybil.document import Document

import pages

PAGE = """
```toml
# deep/down/a.toml
key = "first"
```

```toml
key = "no file"
```

```python
# deep/b.py
raise SystemError("this is a file, and not run")
```

```python
here = Path("deep/down/a.toml").exists()
```

```console
$ python -c "print(1); print(2)"
1
2
$ python -c "print('in ' + '3.2 s')"
in ...
```

```console
$ python -c "print(1)"
1
$ python -c "import sys; sys.exit('wrong')"
right
$ python -c "print(3)"
```

```console
$ whoami
```

```sql
-- c.sql
select 1;
```

```sql
select 2; -- c.sql
```
"""


@pytest.fixture
def run(tmp_path):
    """Work through the page in its own folder; a function gives what one of its blocks told."""
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    document = Document.parse(str(path), *pages.parsers())
    document.namespace["Path"] = Path
    pages.enter(document.namespace)
    yield [*document.examples()], document.namespace
    pages.leave(document.namespace)


def test_files_are_written_and_not_run(run):
    examples, namespace = run
    for example in examples[:4]:
        example.evaluate()
    assert namespace["here"]
    assert Path("deep/down/a.toml").read_text(encoding="utf-8").endswith('key = "first"\n')
    assert "raise SystemError" in Path("deep/b.py").read_text(encoding="utf-8")
    assert sorted(path.name for path in Path.cwd().rglob("*.*")) == ["a.toml", "b.py"]


def test_output_may_be_shortened(run):
    examples, _ = run
    assert pages.typed(examples[4]) == ""


def test_output_that_differs_is_told_for_every_command(run):
    """What a failing command writes is output, too."""
    examples, _ = run
    told = pages.typed(examples[5])
    assert told.count("expected:") == 2
    assert "right\n\ntold:\nwrong\n" in told
    assert "told:\n3\n" in told
    with pytest.raises(Exception, match="did not evaluate as expected"):
        examples[5].evaluate()


def test_commands_that_are_not_the_pages_are_not_run(run):
    examples, _ = run
    with pytest.raises(KeyError):
        pages.typed(examples[6])


def test_files_of_sql_are_known_by_their_comment(run):
    examples, _ = run
    for example in examples[7:]:
        example.evaluate()
    assert Path("c.sql").read_text(encoding="utf-8") == "-- c.sql\nselect 1;\n"


def test_nothing_is_left_behind(run):
    before = run[1]["_before"]
    folder = Path.cwd()
    os.environ["CLM_OF_A_PAGE"] = "1"
    run[1]["server"] = process = Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    assert before != folder
    pages.leave(run[1])
    assert Path.cwd() == before
    assert not folder.exists()
    assert "CLM_OF_A_PAGE" not in os.environ
    assert process.poll() is not None
    pages.enter(run[1])


def test_an_extra_that_is_installed_has_to_be_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plugin = Path(__file__).parent / "plugin"
    assert pages.output(["python", "-m", "pip", "install", str(plugin)]) == ""
    told = pages.output(["python", "-m", "pip", "install", f"{plugin}[docs]"])
    assert told == "there is no extra 'docs'\n"

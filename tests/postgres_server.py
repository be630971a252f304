"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached by a socket in it.

No port is taken, and no other server is in the way. PostgreSQL refuses to be run by root; where the
tests are, the cluster belongs to an account without rights.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

ACCOUNTS = ("postgres", "nobody")
OWNER = "clm"
SETTINGS = {"listen_addresses": "", "fsync": "off", "timezone": "UTC"}
PATIENCE_SECONDS = 60


def binaries():
    """Find the folder of PostgreSQL's programs: on the PATH, or the newest that Debian has."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in debian), key=version, default=None)


def version(folder):
    """Tell the version by the folder, such as /usr/lib/postgresql/15/bin."""
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


class PostgresServer:
    """A running server."""

    def __init__(self, programs, settings=SETTINGS):
        self.programs = programs
        self.folder = Path(mkdtemp(prefix="clm-pg-"))
        self.process = None
        self.made = {}
        try:
            self._start(settings)
        except BaseException:
            self.stop()
            raise

    def _start(self, settings):
        account = owner_of_a_cluster()
        if account:
            shutil.chown(self.folder, account["user"], account["group"])
        self.account = account
        cluster = str(self.folder / "cluster")
        self.run("initdb", "-D", cluster, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-locale")
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [self.programs / "postgres", "-D", cluster, "-k", str(self.folder), *words],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **account,
            )
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        ask = [self.programs / "pg_isready", "-q", "-h", str(self.folder)]
        while subprocess.run(ask, check=False).returncode:  # noqa: S603
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))
            time.sleep(0.05)

    def run(self, program, *words):
        """Run one of PostgreSQL's programs as the cluster's owner."""
        done = subprocess.run(  # noqa: S603
            [self.programs / program, *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **self.account,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    def database(self, name):
        """Give the URL of a database, for psycopg; it is empty when first asked for.

        SQLAlchemy wants ``postgresql+psycopg://`` at the beginning.
        """
        if name not in self.made:
            database = self.made[name] = f"test{len(self.made)}"
            self.run("createdb", "-h", str(self.folder), "-U", OWNER, database)
        return f"postgresql://{OWNER}@/{self.made[name]}?host={quote(str(self.folder), safe='')}"

    def stop(self):
        """End the server, whoever is still connected, and leave nothing behind."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder)


def owner_of_a_cluster():
    """Say to subprocess who runs the server: whoever runs the tests, unless that is root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    known = {each.pw_name: each for each in pwd.getpwall()}
    account = next(known[name] for name in ACCOUNTS if name in known)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

"""Writes the exact versions that are tested, for the Python that runs it.

    make lock PYTHON=python3.12

Resolves pyproject.toml in an empty environment and notes what was installed: the core, dev and the extras that tests
need in lock-<version>.txt, what the extra `view` adds to that in lock-extras-<version>.txt. Names and versions only: no
address of a package registry, no path.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = "{}.{}".format(*sys.version_info)
TESTED = ("dev", "weekly", "sensitivity", "cluster")
"""Extras that the tests need; requirements/environment.py names the same."""


def write(name: str, what: str, packages: set[str]) -> Path:
    """Write one lock, in alphabetical order, and say so; refuse whatever is not a plain name and version."""
    strange = sorted(line for line in packages if "==" not in line or "/" in line)
    if strange:
        sys.exit(f"pcnsim: not a plain name and version, so not written: {', '.join(strange)}")
    target = ROOT / "requirements" / name
    heading = f"# Exact versions for Python {VERSION}: {what}. Written by `make lock`; do not edit."
    target.write_text("\n".join([heading, *sorted(packages, key=str.casefold), ""]), "utf-8")
    print(f"pcnsim: wrote {target.relative_to(ROOT)}, {len(packages)} packages", flush=True)
    return target


def main() -> None:
    """Resolve and write the locks of this Python version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    print(f"pcnsim: resolving for Python {VERSION} in an empty environment", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [str(Path(folder) / "bin" / "python"), "-I", "-m", "pip", "--disable-pip-version-check"]

        def installed_with(*wanted: str) -> set[str]:
            subprocess.run([*pip, "install", "--quiet", *wanted], check=True)
            frozen = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True).stdout
            return set(frozen.splitlines())

        tested = [requirement for extra in TESTED for requirement in extras[extra]]
        core = installed_with(*project["dependencies"], *tested)
        lock = write(f"lock-{VERSION}.txt", f"core, {', '.join(TESTED)}", core)
        more = installed_with(*extras["view"], "--constraint", str(lock))
        write(f"lock-extras-{VERSION}.txt", "what view adds", more - core)


if __name__ == "__main__":
    main()

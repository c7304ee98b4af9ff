"""Writes the exact versions that are tested, for the Python that runs it.

    make lock PYTHON=python3.12

Resolves pyproject.toml in an empty environment and notes in lock-<version>.txt what was installed: the core, dev and
the extras that tests need. Names and versions only: no address of a package registry, no path.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = "{}.{}".format(*sys.version_info)
TESTED = ("dev", "weekly", "sensitivity", "cluster", "view")
"""Extras that the tests need; requirements/environment.py names the same."""


def main() -> None:
    """Resolve and write the lock of this Python version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    print(f"pcnsim: resolving for Python {VERSION} in an empty environment", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [str(Path(folder) / "bin" / "python"), "-I", "-m", "pip", "--disable-pip-version-check"]
        tested = [requirement for extra in TESTED for requirement in extras[extra]]
        subprocess.run([*pip, "install", "--quiet", *project["dependencies"], *tested], check=True)
        frozen = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True).stdout
    packages = frozen.splitlines()
    strange = sorted(line for line in packages if "==" not in line or "/" in line)
    if strange:
        sys.exit(f"pcnsim: not a plain name and version, so not written: {', '.join(strange)}")
    target = ROOT / "requirements" / f"lock-{VERSION}.txt"
    heading = f"# Exact versions for Python {VERSION}: core, {', '.join(TESTED)}. Written by `make lock`; do not edit."
    target.write_text("\n".join([heading, *sorted(packages, key=str.casefold), ""]), "utf-8")
    print(f"pcnsim: wrote {target.relative_to(ROOT)}, {len(packages)} packages", flush=True)


if __name__ == "__main__":
    main()

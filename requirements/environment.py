"""Makes the project's environment: a virtual environment with the locked versions, and pcnsim in it.

    python3 requirements/environment.py .venv

Needs nothing but Python. It is written so that an old Python can still start it and be told so.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Extras that the tests need, as in requirements/lock.py.
TESTED = ("dev", "weekly", "sensitivity", "cluster", "view")

# Settings of pip that would put packages elsewhere or ask for what the lock does not have.
PIP_SETTINGS = {
    "PIP_USER": "0",
    "PIP_REQUIRE_HASHES": "0",
    "PIP_NO_DEPS": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_RETRIES": "2",
}
PIP_UNWANTED = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_CONSTRAINT", "PIP_REQUIREMENT", "PIP_PYTHON")
PYTHON_UNWANTED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP")
UNREACHABLE = ("NewConnectionError", "Max retries", "timed out", "Temporary failure", "ProxyError")


def say(message):
    """Print one line for the person waiting, at once."""
    print("pcnsim: " + message)
    sys.stdout.flush()


def stop(message):
    """End with a message and a failing exit code."""
    sys.stderr.write("pcnsim: " + message + "\n")
    sys.exit(1)


def version_of(python):
    """Return the (major, minor) version that a Python program reports, or None if it does not run."""
    try:
        with open(os.devnull, "w") as nowhere:
            answer = subprocess.check_output(
                [python, "-c", "import sys; print('%d %d' % sys.version_info[:2])"], stderr=nowhere
            )
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = answer.decode().split()
    return int(major), int(minor)


def newer_python():
    """Return a Python on the search path that is new enough, or None."""
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        if (version_of(name) or (0, 0)) >= OLDEST:
            return name
    return None


def clean_settings():
    """Return the environment variables with those taken out that would mislead pip or the new Python."""
    settings = {key: value for key, value in os.environ.items() if key not in PIP_UNWANTED + PYTHON_UNWANTED}
    settings.update(PIP_SETTINGS)
    return settings


def make_environment(folder):
    """Make the virtual environment, or make it anew where it is of another Python version."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "this Python cannot make virtual environments. "
            "On Debian and Ubuntu: apt-get install python%d.%d-venv" % sys.version_info[:2]
        )
    python = python_of(folder)
    found = version_of(python) if os.path.exists(folder) else None
    if found == sys.version_info[:2]:
        asked = [python, "-I", "-m", "pip", "--version"]
        if subprocess.call(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return python
    ours = os.path.exists(os.path.join(folder, "pyvenv.cfg"))
    if os.path.exists(folder) and os.listdir(folder) and not ours:
        stop(
            "%s is there and is no virtual environment. Move it away, or choose another: VENV=FOLDER" % folder
        )
    say("making the environment %s with Python %d.%d" % ((folder,) + sys.version_info[:2]))
    answer = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=clean_settings(),
        check=False,
    )
    if answer.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        stop("making %s failed:\n%s" % (folder, answer.stdout.decode(errors="replace").strip()))
    return python


def python_of(folder):
    """Return the path of the Python in a virtual environment."""
    programs, python = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(folder, programs, python)


def pip(python, *arguments):
    """Run pip quietly in the environment; if it fails, say what it said and what that may mean."""
    answer = subprocess.run(
        [python, "-I", "-m", "pip", "install", "--quiet", "--progress-bar", "off"] + list(arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=clean_settings(),
        cwd=ROOT,
        check=False,
    )
    said = answer.stdout.decode(errors="replace").strip()
    if answer.returncode == 0:
        return
    lines = [line for line in said.splitlines() if not line.startswith("WARNING: Location")]
    last = "\n".join("    " + line for line in lines[-12:])
    if any(word in said for word in UNREACHABLE):
        advice = (
            "The package registry could not be reached. Is this machine offline, or behind a proxy that "
            "pip does not know of (pip config list)?"
        )
    else:
        advice = (
            "Nothing of the project is broken by this; run the same command again once the cause is gone."
        )
    stop("installing failed. %s\n  pip's last words:\n%s" % (advice, last))


def main():
    """Make the environment named on the command line."""
    if sys.version_info < OLDEST:
        other = newer_python()
        if other is None:
            stop(
                "needs Python %d.%d or later, and %s is %d.%d. Install one, or name one: make PYTHON=python3.12 ..."
                % (OLDEST + (sys.executable,) + tuple(sys.version_info[:2]))
            )
        sys.exit(subprocess.call([other, os.path.abspath(__file__)] + sys.argv[1:]))
    folder = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, ".venv"))
    python = make_environment(folder)
    lock = os.path.join("requirements", "lock-%d.%d.txt" % sys.version_info[:2])
    if os.path.exists(os.path.join(ROOT, lock)):
        say("installing the tested versions of %s (a minute or two, once)" % lock)
        pip(python, "--requirement", lock)
    else:
        say(
            "no tested versions for Python %d.%d: installing the newest that fit (once)"
            % sys.version_info[:2]
        )
        pip(python, "--editable", ".[%s]" % ",".join(TESTED))
    say("installing pcnsim itself")
    pip(python, "--no-deps", "--editable", ".")


if __name__ == "__main__":
    main()

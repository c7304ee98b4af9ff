"""The house's rules: who may import whom, what the model may not know, and what must stay light."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pcnsim"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A room may import itself and what stands before it.
ROOMS = ["config", "area", "model", "experiment", "analysis", "view", "cli"]

# Files, screens, processes, clocks and generators that are not keyed: nothing of these in the simulation.
NOT_IN_THE_MODEL = (
    {"glob", "io", "os", "pathlib", "pickle", "platformdirs", "shutil", "tempfile", "tomllib", "openpyxl"}
    | {"logging", "matplotlib", "plotly", "rich", "solara", "tqdm", "typer"}
    | {
        "asyncio",
        "concurrent",
        "multiprocessing",
        "platform",
        "signal",
        "socket",
        "subprocess",
        "sys",
        "threading",
    }
    | {"datetime", "time", "random"}
)
# The one exception: the rules are compiled once and kept on disk, keyed by a hash of their sources.
MAY_IN_THE_MODEL = {
    "pcnsim/model/compiled.py": {"os", "pathlib", "platformdirs"},
}

HEAVY = {"numpy", "pandas", "numba", "scipy", "networkx", "mesa", "plotly", "openpyxl", "pydantic"}
EXTRAS = {"dask", "distributed", "dask_jobqueue", "SALib", "pyarrow", "tornado"}
BROWSER = {"solara", "reacton", "ipyvue", "ipyvuetify", "ipywidgets", "anywidget", "matplotlib", "altair"} | {
    "starlette",
    "uvicorn",
    "mesa.visualization",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of everything a module imports, wherever in it and whatever for."""
    tree = ast.parse(path.read_text("utf-8"))
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
            source = (base + (node.module or "")).rstrip(".")
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def room_of(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "pcnsim" and parts[1] in ROOMS else None


@pytest.mark.parametrize("room", ROOMS)
def test_imports_run_one_way(room: str) -> None:
    before = ROOMS[: ROOMS.index(room) + 1]
    wrong = [
        f"{name_of(path)}:{line} imports {dotted}"
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] == room
        for line, dotted in imports(path)
        if (room_of(dotted) or room) not in before
    ]
    assert not wrong, "\n".join(wrong)


def test_every_module_stands_in_a_room() -> None:
    places = {path.relative_to(PACKAGE).parts[0] for path in MODULES}
    assert places <= {*ROOMS, "__init__.py", "__main__.py"}


def test_the_model_knows_no_files_screens_processes_or_clocks() -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {dotted}"
        for path in sorted((PACKAGE / "model").rglob("*.py"))
        for line, dotted in imports(path)
        if dotted.split(".")[0] in NOT_IN_THE_MODEL - MAY_IN_THE_MODEL.get(name_of(path), set())
    ]
    assert not wrong, "\n".join(wrong)


def test_the_model_neither_opens_nor_prints() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno} calls {node.func.id}"
        for path in sorted((PACKAGE / "model").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in {"open", "print", "input"} and name_of(path) not in MAY_IN_THE_MODEL
    ]
    assert not wrong, "\n".join(wrong)


def test_no_exception_outlives_its_module() -> None:
    gone = [name for name in MAY_IN_THE_MODEL if not (ROOT / name).exists()]
    assert not gone, f"named as exceptions but not there: {gone}"


def test_nothing_uses_the_global_generator_of_the_standard_library() -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for path in MODULES
        for line, dotted in imports(path)
        if dotted.split(".")[0] == "random"
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_first_docstring_line_says_what_belongs_in_the_module(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring, "a module begins with a docstring"
    assert len(docstring.splitlines()[0].split()) >= 4, "its first line is a sentence"


def loaded_after(statement: str) -> set[str]:
    """Return the modules and packages that a fresh Python has loaded after a statement."""
    program = f"{statement}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert answer.returncode == 0, answer.stderr
    return set(json.loads(answer.stdout))


def test_the_package_and_the_command_line_load_nothing_heavy() -> None:
    assert not loaded_after("import pcnsim, pcnsim.cli.app") & HEAVY


@pytest.mark.parametrize(
    "statement",
    [
        "import pcnsim\n[getattr(pcnsim, name) for name in pcnsim.__all__]",
        "import pcnsim.cli.app, pcnsim.experiment, pcnsim.analysis",
        "import pcnsim.experiment.runner, pcnsim.experiment.single, pcnsim.analysis.study",
        "from pcnsim.view.figures import *",
    ],
)
def test_the_core_loads_no_browser_stack(statement: str) -> None:
    assert not loaded_after(statement) & BROWSER


def test_extras_are_loaded_where_they_are_used_alone() -> None:
    # pandas loads pyarrow itself where it is installed, so that this is read from the imports.
    needs_extra = {
        f"{name_of(path)} loads {dotted}"
        for path in MODULES
        for node in ast.parse(path.read_text("utf-8")).body
        for dotted in at_import(node)
        if dotted.split(".")[0] in EXTRAS
    }
    assert needs_extra == {"pcnsim/experiment/backends/remote.py loads distributed"}
    statement = "import pcnsim.experiment.runner, pcnsim.analysis.study, pcnsim.experiment.backends.processes"
    assert not loaded_after(statement) & (EXTRAS - {"pyarrow"})


def at_import(node: ast.stmt) -> Iterator[str]:
    """Yield what a statement at the top level of a module imports when the module is loaded."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""


def test_the_core_depends_on_no_browser_stack() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = " ".join(project["dependencies"])
    assert "viz" not in names
    assert not [word for word in BROWSER if word in names]
    outside = [
        f"{name_of(path)}:{line} imports {dotted}"
        for path in MODULES
        if path.relative_to(PACKAGE).parts[:2] != ("view", "app")
        for line, dotted in imports(path)
        if dotted.split(".")[0] in BROWSER or dotted.startswith("mesa.visualization")
    ]
    assert not outside, "\n".join(outside)


def test_every_public_name_can_be_had() -> None:
    import pcnsim

    missing = []
    for name in pcnsim.__all__:
        try:
            assert getattr(pcnsim, name).__name__ == name
        except (AttributeError, ImportError) as error:
            missing.append(str(error))
    assert not missing, "\n".join(missing)
    assert set(pcnsim.__all__) <= set(dir(pcnsim))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pcnsim.nothing

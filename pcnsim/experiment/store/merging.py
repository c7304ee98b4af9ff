"""Joins result folders of one experiment, such as the shards of a job array, into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.reproduce.lookup import config_of, manifest_in
from pcnsim.experiment.store.lock import is_busy
from pcnsim.experiment.store.opening import open_folder
from pcnsim.experiment.store.result_folder import ResultFolder, Tables

__all__ = ["Merged", "merge_folders"]

_SAME: Final = {
    "schema_version": "in files of another version",
    "experiment_id": "of another experiment",
    "model_sources": "by other sources of the model",
}
"""Entries of the manifest that must be equal, and what it means if they are not."""

_KEPT: Final = (
    *("shard", "state", "started", "finished", "seconds", "workers", "runs", "command"),
    *("pcnsim_version", "git", "python", "platform", "processors", "packages"),
)
"""Entries of each folder's manifest that go into that of the merged one."""


@dataclass(frozen=True)
class Merged:
    """A merged result folder. The manifest says how many runs it has and, where some are missing, whose (`lacking`)."""

    folder: Path
    plan: Plan
    manifest: dict[str, Any]


def merge_folders(
    folders: Sequence[Path], out: Path, *, fresh: bool = False, tables: Tables | None = None
) -> Merged:
    """Write the runs of several folders of one experiment to `out`, as a single job would have.

    out: made, or gone on with if it holds runs of this experiment. fresh: replace another experiment there. tables:
    written beside the runs. Equal rows count once. Raises `InputError` where the folders do not belong together, where
    one is at work or damaged, and where two hold different rows of one run; `out` is then as it was.
    """
    folders = list({folder.resolve(): folder for folder in folders}.values())
    if not folders:
        raise InputError(
            "there is nothing to merge", remedy="Name the result folders of an experiment's parts."
        )
    if fresh and out.resolve() in {folder.resolve() for folder in folders}:
        raise InputError("cannot be merged and replaced at once", where=str(out), remedy="Leave out --force.")
    manifests = [_manifest(folder) for folder in folders]
    for folder, manifest in zip(folders, manifests, strict=True):
        if "shard" in manifest and folder == out.resolve():
            raise InputError(
                "is one of the parts that are merged",
                where=f"--out {out}",
                remedy="Name a folder for the whole experiment.",
            )
    for folder, manifest in zip(folders[1:], manifests[1:], strict=True):
        _check_same(folder, manifest, folders[0], manifests[0])
    plan = _plan(folders[0], manifests[0])
    gathered = ResultFolder(folders[0], plan)
    for folder in folders[1:]:
        gathered.adopt(ResultFolder(folder, plan))

    manifest = {key: value for key, value in manifests[0].items() if key not in ("files", "pending", "shard")}
    with open_folder(out, plan, {**manifest, "state": "running"}, fresh=fresh) as store:
        store.adopt(gathered)
        missing = int((~(store.finished | store.failed)).sum())
        finished, failed = store.merge()
        sessions = [session for one in manifests for session in one.get("sessions", ())]
        manifest = {
            **manifest,
            "state": "finished" if finished == len(plan) else "incomplete",
            "started": min(one.get("started", "") for one in manifests),
            "finished": max(one.get("finished", "") for one in manifests),
            "seconds": round(sum(one.get("seconds", 0.0) for one in manifests), 1),
            **({"sessions": sessions} if sessions else {}),
            "runs": {"planned": len(plan), "finished": finished, "failed": failed},
            "imputed_in_a_run": _most(manifests),
            **({"lacking": _lacking(folders, manifests)} if missing else {}),
            "merged_from": [
                {"folder": folder.name, **{key: one[key] for key in _KEPT if key in one}}
                for folder, one in zip(folders, manifests, strict=True)
            ],
        }
        store.write_manifest(manifest)
        manifest = store.manifest() if tables is None else store.write_tables(tables)
    return Merged(out, plan, manifest)


def _manifest(folder: Path) -> dict[str, Any]:
    manifest = manifest_in(folder)
    owner = is_busy(folder)
    if owner is not None:
        raise InputError(
            f"is still being worked on ({owner})", where=str(folder), remedy="Merge when its runs have ended."
        )
    return manifest


def _check_same(folder: Path, manifest: Mapping[str, Any], first: Path, other: Mapping[str, Any]) -> None:
    """Raise `InputError` where two folders do not hold runs of one experiment."""
    different = [what for name, what in _SAME.items() if manifest.get(name) != other.get(name)]
    inputs = [
        {name: one.get("inputs", {}).get(name) for name in ("configuration", "areas")}
        for one in (manifest, other)
    ]
    if not different and inputs[0] != inputs[1]:
        different = ["of another configuration or other tables of an area"]
    if different:
        raise InputError(
            f"holds runs {different[0]} than {first}",
            where=str(folder),
            remedy="Merge the parts of one experiment, all made by the same version of pcnsim.",
        )


def _plan(folder: Path, manifest: Mapping[str, Any]) -> Plan:
    plan = make_plan(config_of(folder))
    if plan.experiment_id != manifest["experiment_id"]:
        raise InputError(
            "its config.toml makes other runs here than those that are there",
            where=str(folder),
            remedy="If the file was edited, put it back; else merge with the version of pcnsim that ran it "
            f"({manifest.get('pcnsim_version', 'unknown')}).",
        )
    return plan


def _most(manifests: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    most: dict[str, int] = {}
    for manifest in manifests:
        for name, count in manifest.get("imputed_in_a_run", {}).items():
            most[name] = max(count, most.get(name, 0))
    return most


def _lacking(folders: Sequence[Path], manifests: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where the missing runs would be, in words."""
    words = []
    for folder, manifest in zip(folders, manifests, strict=True):
        counts = manifest.get("runs")
        if manifest.get("state") not in ("finished", "incomplete"):
            words.append(f"{folder} was not finished")
        elif counts and (left := counts["planned"] - counts["finished"] - counts["failed"]) > 0:
            words.append(f"{folder} lacks {left:,}")
    shards = [tuple(manifest["shard"]) for manifest in manifests if manifest.get("shard")]
    for parts in sorted({of for _, of in shards}):
        absent = sorted(set(range(1, parts + 1)) - {part for part, of in shards if of == parts})
        if absent:
            some = ", ".join(f"{part}/{parts}" for part in absent[:_NAMED])
            more = f" and {len(absent) - _NAMED} more" if len(absent) > _NAMED else ""
            words.append(f"not among the folders: --shard {some}{more}")
    return words


_NAMED: Final = 5
"""Shards that are named one by one."""

"""Joins what was read into an area: codes only, never names; what does not join is counted, not guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pcnsim import __version__
from pcnsim.area.area import AGE_COLUMNS, PCN_COLUMNS, PRACTICE_COLUMNS, ROLE_COLUMNS, Area
from pcnsim.area.checks import check_area
from pcnsim.area.nhs import findings
from pcnsim.area.nhs.deprivation import Deprivation, read_deprivation
from pcnsim.area.nhs.membership import UNALLOCATED, Membership, read_map, read_partners, with_icbs
from pcnsim.area.nhs.patients import Patients, age_groups, read_patients
from pcnsim.area.nhs.pcn_workforce import PCNWorkforce, read_pcn_workforce
from pcnsim.area.nhs.practice_workforce import PracticeWorkforce, read_practice_workforce
from pcnsim.area.nhs.readers import Source
from pcnsim.area.nhs.report import ImportReport, counted
from pcnsim.area.nhs.selection import Selection, select
from pcnsim.area.nhs.trusts import TrustList, choose_trusts, read_trusts
from pcnsim.config.errors import InputError

ATTRIBUTION = "Contains NHS England information licensed under the Open Government Licence v3.0"


def import_area(
    *,
    map: str | None = None,
    membership: str | None = None,
    patients: str | Sequence[str],
    deprivation: str | None = None,
    pcn_workforce: str | None = None,
    practice_workforce: str | None = None,
    trusts: str | None = None,
    icb: str | Sequence[str] | None = None,
    sub_icb: str | Sequence[str] | None = None,
    pcn: str | Sequence[str] | None = None,
    practice: str | Sequence[str] | None = None,
) -> tuple[Area, ImportReport]:
    """Make an area from NHS files; the arguments are the options of ``pcnsim area import``.

    ``map`` or ``membership`` (or both: then the map adds ICBs, names and postcodes) and ``patients`` are needed. The
    spine is the practices with registered patients. Figures that a file does not have stay NaN.

    Returns the area, checked, and the report; nothing is written.

    Raises InputError for every kind of bad input, naming the option and the file.
    """
    selection = Selection.of(icb, sub_icb, pcn, practice)
    members, practice_map = _read_membership(map, membership)
    registered = read_patients(patients)
    imd = read_deprivation(deprivation) if deprivation else None
    staff = read_pcn_workforce(pcn_workforce) if pcn_workforce else None
    gps = read_practice_workforce(practice_workforce) if practice_workforce else None
    trust_list = read_trusts(trusts) if trusts else None

    report = ImportReport()
    joined = _join(members, registered)
    homes = _homes(joined)
    joined = joined.drop(
        columns=["sub_icb_code", "sub_icb_name", "system_code", "system_name", "pcn_name"]
    ).merge(homes, on="pcn_code", how="left", validate="many_to_one")
    findings.membership(report, members, registered, joined)
    findings.dates(report, members, practice_map, registered, staff)
    chosen = joined[select(joined, selection)].sort_values(["pcn_code", "practice_code"], ignore_index=True)
    findings.selection(report, selection, joined, chosen)

    practices = _practices(chosen, registered, imd, gps)
    pcns = _pcns(chosen, homes, staff)
    postcodes = _postcodes(chosen, registered)
    systems = {str(code): Counter[str]() for code in pcns["system_code"].unique()}
    for system, postcode in zip(chosen["system_code"], postcodes, strict=True):
        systems[str(system)][str(postcode)] += 1
    owners, no_trusts, spare = choose_trusts(trust_list, systems)
    findings.ages(report, registered, chosen)
    findings.deprivation(report, imd, practices)
    findings.pcn_workforce(report, staff, pcns, set(homes["pcn_code"]))
    findings.gps(report, gps, practices)
    findings.trusts(report, trust_list, owners, no_trusts, spare)

    ages = None
    if registered.ages is not None:
        ages = registered.ages[registered.ages["practice_code"].isin(practices["practice_code"])]
        ages = ages.reset_index(drop=True)
    sources = _sources(members, practice_map, registered, imd, staff, gps, trust_list)
    area = Area(
        name=_name(pcns, registered, whole=not selection),
        practices=practices,
        pcns=pcns,
        trusts=owners,
        ages=ages,
        provenance={},
    )
    report.area = area.describe()
    area = Area(
        area.name,
        practices,
        pcns,
        owners,
        ages,
        {
            "kind": "NHS files",
            "files": sources,
            "selection": {
                option.removeprefix("--"): list(codes) for option, codes in selection.by_option.items()
            },
            "report": report.as_dict(),
            "pcnsim_version": __version__,
            "attribution": ATTRIBUTION,
        },
    )
    check_area(area)
    return area, report


def _read_membership(map_file: str | None, partners: str | None) -> tuple[Membership, Membership | None]:
    if partners:
        members = read_partners(partners)
        practice_map = read_map(map_file) if map_file else None
        return (with_icbs(members, practice_map) if practice_map else members), practice_map
    if map_file:
        return read_map(map_file), None
    raise InputError(
        "nothing says which practice is in which PCN",
        where="--map",
        remedy="Give the practice map with --map, or an ePCN workbook with --membership.",
    )


def _join(members: Membership, registered: Patients) -> pd.DataFrame:
    """One row a practice with patients, with its membership; PCN "U" where it has none."""
    lists = registered.lists.rename("list_size").rename_axis("practice_code").reset_index()
    joined = lists.merge(members.table, on="practice_code", how="left", validate="one_to_one")
    joined["pcn_code"] = joined["pcn_code"].fillna(UNALLOCATED)
    text = [column for column in joined.columns if column != "list_size"]
    joined[text] = joined[text].fillna("")
    unnamed = joined["practice_name"] == ""
    joined.loc[unnamed, "practice_name"] = joined.loc[unnamed, "practice_code"]
    return joined


def _homes(joined: pd.DataFrame) -> pd.DataFrame:
    """One row a PCN: the ICB with most of its patients and, in it, the sub-ICB with most; and how many it spans."""
    inside = joined[joined["pcn_code"] != UNALLOCATED]
    by_system = inside.groupby(["pcn_code", "system_code"])["list_size"].sum().rename("in_system")
    by_place = (
        inside.groupby(
            ["pcn_code", "system_code", "system_name", "sub_icb_code", "sub_icb_name", "pcn_name"], sort=True
        )["list_size"]
        .sum()
        .reset_index()
        .merge(by_system.reset_index(), on=["pcn_code", "system_code"])
        .sort_values(
            ["pcn_code", "in_system", "list_size", "sub_icb_code"],
            ascending=[True, False, False, True],
            kind="stable",
        )
    )
    homes = by_place.drop_duplicates("pcn_code").drop(columns=["list_size", "in_system"])
    spans = inside.groupby("pcn_code")["system_code"].nunique()
    places = inside.groupby("pcn_code")["sub_icb_code"].nunique()
    return homes.assign(
        systems_spanned=homes["pcn_code"].map(spans), sub_icbs_spanned=homes["pcn_code"].map(places)
    ).reset_index(drop=True)


def _practices(
    chosen: pd.DataFrame, registered: Patients, imd: Deprivation | None, gps: PracticeWorkforce | None
) -> pd.DataFrame:
    codes = chosen["practice_code"]
    table: dict[str, Any] = {
        "practice_code": codes,
        "practice_name": chosen["practice_name"],
        "pcn_code": chosen["pcn_code"],
        "list_size": chosen["list_size"].astype("int64"),
    }
    by_age = (
        age_groups(registered.ages[registered.ages["practice_code"].isin(codes)]).reindex(codes)
        if registered.ages is not None
        else pd.DataFrame(index=codes, columns=["patients_female", *AGE_COLUMNS], dtype="float64")
    )
    for column in ("patients_female", *AGE_COLUMNS):
        table[column] = by_age[column].to_numpy()
    table["imd_score"] = codes.map(imd.scores) if imd else np.nan
    for column in ("gp_fte", "gp_headcount"):
        table[column] = codes.map(gps.gps[column]) if gps else np.nan
    practices = pd.DataFrame(table, index=chosen.index)[list(PRACTICE_COLUMNS)]
    floats = list(PRACTICE_COLUMNS[4:])
    practices[floats] = practices[floats].astype("float64")
    return practices


def _pcns(chosen: pd.DataFrame, homes: pd.DataFrame, staff: PCNWorkforce | None) -> pd.DataFrame:
    sums = chosen.groupby("pcn_code")["list_size"].agg(["size", "sum"])
    table = homes[homes["pcn_code"].isin(sums.index)].copy()
    table["practices"] = table["pcn_code"].map(sums["size"]).astype("int64")
    table["population"] = table["pcn_code"].map(sums["sum"]).astype("int64")
    for column in (*ROLE_COLUMNS, "fte_direct_care", "fte_total"):
        table[column] = table["pcn_code"].map(staff.fte[column]) if staff else np.nan
        table[column] = table[column].astype("float64")
    return table[list(PCN_COLUMNS)].sort_values(["system_code", "pcn_code"], ignore_index=True)


def _postcodes(chosen: pd.DataFrame, registered: Patients) -> pd.Series[str]:
    from_patients = chosen["practice_code"].map(registered.postcodes).fillna("")
    return chosen["postcode"].where(chosen["postcode"] != "", from_patients)


def _name(pcns: pd.DataFrame, registered: Patients, *, whole: bool) -> str:
    date = f", {registered.date}" if registered.date else ""
    if whole:
        return f"England{date}"
    systems = list(dict.fromkeys(pcns["system_name"]))
    place = systems[0] if len(systems) == 1 else f"{len(systems)} ICBs"
    return f"{counted(len(pcns), 'PCN')} of {place}{date}"


def _sources(
    members: Membership,
    practice_map: Membership | None,
    registered: Patients,
    imd: Deprivation | None,
    staff: PCNWorkforce | None,
    gps: PracticeWorkforce | None,
    trust_list: TrustList | None,
) -> list[dict[str, Any]]:
    """What was read, for provenance: names of files without their folders, sizes, SHA-256, dates."""

    def entry(
        source: Source, member: str | None, date: object = None, publication: str = ""
    ) -> dict[str, Any]:
        return {
            "option": source.option,
            "file": source.path.name,
            "table": member,
            "bytes": source.size,
            "sha256": source.sha256,
            "date": str(date) if date else None,
            "publication": publication or None,
        }

    listed = [entry(members.source, members.member, members.date, members.publication)]
    if practice_map:
        listed.append(
            entry(practice_map.source, practice_map.member, practice_map.date, practice_map.publication)
        )
    listed += [
        entry(source, member, registered.date, registered.publication)
        for source, member in registered.sources
    ]
    if imd:
        listed.append(entry(imd.source, imd.member, imd.year))
    if staff:
        listed.append(entry(staff.source, staff.member, staff.date))
    if gps:
        listed.append(entry(gps.source, gps.member))
    if trust_list:
        listed.append(entry(trust_list.source, trust_list.member))
    return listed

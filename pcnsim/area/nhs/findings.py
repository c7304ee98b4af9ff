"""What is worth telling about an import, step by step; each function adds sentences to the report."""

from __future__ import annotations

import pandas as pd

from pcnsim.area.nhs.deprivation import Deprivation
from pcnsim.area.nhs.membership import UNALLOCATED, Membership
from pcnsim.area.nhs.patients import Patients
from pcnsim.area.nhs.pcn_workforce import PCNWorkforce
from pcnsim.area.nhs.practice_workforce import PracticeWorkforce
from pcnsim.area.nhs.report import ImportReport, counted
from pcnsim.area.nhs.selection import Selection
from pcnsim.area.nhs.trusts import TrustList


def membership(report: ImportReport, members: Membership, registered: Patients, joined: pd.DataFrame) -> None:
    """What was read in all, who belongs to no PCN, and whether lists sum to the file's own PCN totals."""
    outside = joined[joined["pcn_code"] == UNALLOCATED].sort_values("practice_code")
    report.read_practices = len(joined)
    report.read_patients = int(joined["list_size"].sum())
    report.read_pcns = int(joined.loc[joined["pcn_code"] != UNALLOCATED, "pcn_code"].nunique())
    report.unallocated = tuple(outside["practice_code"])
    report.unallocated_patients = int(outside["list_size"].sum())
    label = "the practice map" if members.kind == "map" else "the membership file"
    unknown = sorted(set(outside["practice_code"]) - set(members.table["practice_code"]))
    if unknown and members.kind == "map":
        report.add(
            "warning", f"{counted(len(unknown), 'practice')} of these {_are(unknown)} not in {label}", unknown
        )
    gone = sorted(set(members.table["practice_code"]) - set(registered.lists.index))
    if gone and members.kind == "map":
        report.add(
            "left out", f"{counted(len(gone), 'practice')} of {label} without registered patients", gone
        )
    if registered.empty:
        report.add(
            "left out",
            f"{counted(len(registered.empty), 'practice')} of the patients file with a list of 0",
            registered.empty,
        )
    if members.twice:
        report.add(
            "warning",
            f"{counted(len(members.twice), 'practice')} with two current memberships; the newest is taken",
            members.twice,
        )
    if members.kind == "map":
        _check_pcn_rows(report, registered, joined)
    else:
        _cost_of_dates(report, members, registered, joined, gone)
    if not members.has_icbs:
        report.add(
            "imputed",
            "ICB codes: the membership file has none, so ICBs are told apart by name and coded by their first"
            " sub-ICB; give --map too for the official codes",
        )


def _check_pcn_rows(report: ImportReport, registered: Patients, joined: pd.DataFrame) -> None:
    sums = joined[joined["pcn_code"] != UNALLOCATED].groupby("pcn_code")["list_size"].sum()
    stated = registered.pcn_rows.drop(UNALLOCATED, errors="ignore")
    if stated.empty:
        return
    compared = pd.DataFrame({"sum": sums, "stated": stated}).fillna(0)
    wrong = sorted(str(code) for code in compared.index[compared["sum"] != compared["stated"]])
    if wrong:
        report.add(
            "warning",
            f"lists do not sum to the patients file's own total for {len(wrong):,} of {counted(len(compared), 'PCN')}",
            wrong,
        )
    else:
        report.add(
            "joined", f"lists sum to the patients file's own total for all {counted(len(compared), 'PCN')}"
        )


def _cost_of_dates(
    report: ImportReport, members: Membership, registered: Patients, joined: pd.DataFrame, gone: list[str]
) -> None:
    """What it costs that memberships and patients are of different dates."""
    inside = joined[joined["pcn_code"] != UNALLOCATED]
    outside = joined[joined["pcn_code"] == UNALLOCATED]
    report.add(
        "joined",
        f"{counted(len(inside), 'practice')} with {counted(int(inside['list_size'].sum()), 'patient')}"
        f" ({100 * inside['list_size'].sum() / joined['list_size'].sum():.1f} %) to a current membership",
    )
    left = sorted(set(outside["practice_code"]) & set(members.ended))
    new = sorted(set(outside["practice_code"]) - set(members.ended))
    lists = outside.set_index("practice_code")["list_size"]
    for codes, text in (
        (left, "have left their PCN according to the membership file"),
        (new, "are unknown to the membership file"),
    ):
        if codes:
            report.add(
                "left out",
                f"{counted(len(codes), 'practice')} with {counted(int(lists[codes].sum()), 'patient')} {text}",
                codes,
            )
    if gone:
        report.add(
            "left out", f"{counted(len(gone), 'practice')} with a membership but without patients now", gone
        )
    closed = sorted(set(inside["pcn_code"]) & set(members.closed))
    if closed:
        report.add("warning", f"{counted(len(closed), 'PCN')} closed by the file, but with members", closed)
    silent = sorted(set(members.table["pcn_code"]) - set(inside["pcn_code"]))
    if silent:
        report.add("left out", f"{counted(len(silent), 'PCN')} with members but without patients now", silent)
    stated = registered.pcn_rows.drop(UNALLOCATED, errors="ignore")
    if stated.empty:
        return
    sums = inside.groupby("pcn_code")["list_size"].sum()
    new_pcns = sorted(set(stated.index) - set(sums.index))
    old_pcns = sorted(set(sums.index) - set(stated.index))
    both = pd.DataFrame({"sum": sums, "stated": stated}).dropna()
    changed = both[both["sum"] != both["stated"]]
    if new_pcns:
        report.add(
            "warning",
            f"{counted(len(new_pcns), 'PCN')} of the patients file with"
            f" {counted(int(stated[new_pcns].sum()), 'patient')} {_are(new_pcns)} not in the membership file",
            new_pcns,
        )
    if old_pcns:
        report.add(
            "warning",
            f"{counted(len(old_pcns), 'PCN')} with {counted(int(sums[old_pcns].sum()), 'patient')} here"
            f" {_are(old_pcns)} no more in the patients file",
            old_pcns,
        )
    if len(changed):
        difference = int((changed["sum"] - changed["stated"]).abs().sum())
        report.add(
            "warning",
            f"{len(changed):,} of the {counted(len(both), 'PCN')} in both files have other members now: their"
            f" populations differ by {counted(difference, 'patient')} in all",
            [str(code) for code in changed.index],
        )


def dates(
    report: ImportReport,
    members: Membership,
    practice_map: Membership | None,
    registered: Patients,
    staff: PCNWorkforce | None,
) -> None:
    """Warn where files that are joined are of different dates."""
    if members.date and registered.date and members.date != registered.date:
        label = (
            "the practice map is of" if members.kind == "map" else "the membership file's newest entry is of"
        )
        report.add(
            "warning", f"different dates: {label} {members.date}, the patients are of {registered.date}"
        )
    if practice_map and practice_map.date != registered.date:
        report.add(
            "warning",
            f"different dates: the practice map is of {practice_map.date}, the patients are of {registered.date}",
        )
    if staff and staff.date and registered.date and abs((staff.date - registered.date).days) > 92:
        report.add(
            "warning",
            f"different dates: the PCN workforce is of {staff.date}, the patients are of {registered.date}",
        )


def selection(report: ImportReport, asked: Selection, joined: pd.DataFrame, chosen: pd.DataFrame) -> None:
    """PCNs of which only some practices were chosen, and PCNs that span ICBs or sub-ICBs."""
    if asked:
        sizes = joined.groupby("pcn_code").size()
        taken = chosen.groupby("pcn_code").size()
        partly = sorted(str(code) for code in taken.index if taken[code] < sizes[code])
        if partly:
            report.add("warning", f"{counted(len(partly), 'PCN')} only in part, by your selection", partly)
    pcns = chosen.drop_duplicates("pcn_code")
    for column, label in (("systems_spanned", "ICB"), ("sub_icbs_spanned", "sub-ICB")):
        spanning = sorted(pcns.loc[pcns[column] > 1, "pcn_code"])
        if spanning:
            report.add(
                "imputed",
                f"{counted(len(spanning), 'PCN')} with practices in more than one {label}, placed in the one with"
                " most of their patients",
                spanning,
            )


def ages(report: ImportReport, registered: Patients, chosen: pd.DataFrame) -> None:
    """Ages and sexes, or their absence."""
    if registered.ages is None:
        report.add("missing", "ages and sexes: the patients file has totals only")
        return
    lacking = sorted(set(chosen["practice_code"]) - set(registered.ages["practice_code"]))
    report.add("joined", f"ages and sexes of {counted(len(chosen) - len(lacking), 'practice')}")
    if lacking:
        report.add("missing", f"ages of {counted(len(lacking), 'practice')}", lacking)


def deprivation(report: ImportReport, imd: Deprivation | None, practices: pd.DataFrame) -> None:
    """IMD scores joined and missing."""
    if imd is None:
        report.add("missing", "deprivation: no --deprivation was given")
        return
    without = practices.loc[practices["imd_score"].isna(), "practice_code"]
    year = f" {imd.year}" if imd.year else ""
    report.add("joined", f"IMD{year} score of {counted(len(practices) - len(without), 'practice')}")
    if len(without):
        report.add("missing", f"IMD score of {counted(len(without), 'practice')}", tuple(without))


def pcn_workforce(
    report: ImportReport, staff: PCNWorkforce | None, pcns: pd.DataFrame, known: set[str]
) -> None:
    """Additional staff joined, PCNs without a return, returns without a PCN."""
    if staff is None:
        report.add("missing", "additional staff: no --pcn-workforce was given")
        return
    without = pcns.loc[pcns["fte_total"].isna(), "pcn_code"]
    report.add(
        "joined",
        f"{pcns['fte_total'].sum():,.1f} FTE of additional staff in {counted(len(pcns) - len(without), 'PCN')},"
        f" {pcns['fte_direct_care'].sum():,.1f} of them in direct patient care",
    )
    if len(without):
        report.add("missing", f"{counted(len(without), 'PCN')} with no workforce return", tuple(without))
    strangers = sorted(set(staff.fte.index) - known)
    if strangers:
        lost = staff.fte.loc[strangers, "fte_total"].sum()
        report.add(
            "left out",
            f"{lost:,.1f} FTE of {counted(len(strangers), 'PCN')} in the workforce file that"
            f" {'has' if len(strangers) == 1 else 'have'} no patients",
            strangers,
        )


def gps(report: ImportReport, workforce: PracticeWorkforce | None, practices: pd.DataFrame) -> None:
    """GPs joined and missing."""
    if workforce is None:
        report.add("missing", "GPs by practice: no --practice-workforce was given")
        return
    without = practices.loc[practices["gp_fte"].isna(), "practice_code"]
    report.add(
        "joined",
        f"{practices['gp_fte'].sum():,.1f} FTE of qualified GPs without locums"
        f" in {counted(len(practices) - len(without), 'practice')} ({workforce.basis})",
    )
    if len(without):
        report.add("missing", f"GPs of {counted(len(without), 'practice')}", tuple(without))


def trusts(
    report: ImportReport,
    listed: TrustList | None,
    owners: pd.DataFrame,
    no_trusts: list[str],
    spare: list[str],
) -> None:
    """Trusts guessed from their names."""
    if listed is None:
        report.add("missing", "names of trusts: no --trusts was given; the owners of services are generic")
        return
    named = owners[owners["basis"] == "file"]
    report.add(
        "imputed",
        f"{counted(len(named), 'owner')} of services by the words in trusts' names; check them in trusts.csv",
        [
            f"{row.code} {row.name}, {str(row.owner).replace('_', ' ')}"
            for row in named.itertuples(index=False)
        ],
    )
    generic = len(owners) - len(named)
    if generic:
        report.add("missing", f"names of {counted(generic, 'owner')} of services, which are generic")
    if no_trusts:
        report.add(
            "missing", f"the trusts file places no trust in {counted(len(no_trusts), 'ICB')}", no_trusts
        )
    if spare:
        report.add("left out", f"{counted(len(spare), 'trust')} of a kind that its ICB has already", spare)


def _are(codes: list[str]) -> str:
    return "is" if len(codes) == 1 else "are"

"""The official files of July 2026 must give the totals that NHS England publishes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from pcnsim.area import Area
from pcnsim.area.area import AGE_COLUMNS
from pcnsim.area.nhs import ImportReport, import_area
from tests.area.conftest import NOTTINGHAM

pytestmark = pytest.mark.end_to_end

England = tuple[Area, ImportReport]


def test_totals_are_the_published_ones(england: England) -> None:
    area, report = england
    assert (report.read_practices, report.read_pcns, report.read_patients) == (6_139, 1_298, 63_436_508)
    assert len(report.unallocated) == 52
    assert area.population + report.unallocated_patients == 63_436_508
    assert (len(area.practices), len(area.pcns)) == (6_087, 1_298)
    assert report.headline().startswith(
        "6,139 practices, 1,298 PCNs and 63,436,508 patients read; 52 practices (220,330 patients) belong to no PCN"
    )


def test_every_pcn_has_the_population_of_the_files_own_rows(england: England, nhs_folder: Path) -> None:
    with zipfile.ZipFile(nhs_folder / "gp-reg-pat-prac-quin-age.zip") as archive:
        raw = pd.read_csv(io.BytesIO(archive.read(archive.namelist()[0])), low_memory=False)
    rows = raw[(raw["ORG_TYPE"] == "PCN") & (raw["SEX"] == "ALL") & (raw["AGE_GROUP_5"] == "ALL")]
    published = rows.set_index("ORG_CODE")["NUMBER_OF_PATIENTS"].drop("U")
    ours = england[0].pcns.set_index("pcn_code")["population"]
    assert len(published) == 1_298
    assert ours.sort_index().to_dict() == published.sort_index().to_dict()
    assert any("all 1,298 PCNs" in finding.text for finding in england[1].of("joined"))


def test_ages_sum_to_lists_and_to_the_files_own_female_total(england: England) -> None:
    practices = england[0].practices
    assert (practices[list(AGE_COLUMNS)].sum(axis=1) == practices["list_size"]).all()
    assert england[0].ages is not None
    assert len(england[0].ages) == 6_087 * 40
    assert 0.49 < practices["patients_female"].sum() / practices["list_size"].sum() < 0.51


def test_gaps_stay_gaps(england: England) -> None:
    area, report = england
    assert area.pcns["fte_total"].isna().sum() == 27
    assert area.practices["imd_score"].isna().sum() == 20
    assert area.practices["gp_fte"].isna().all()
    assert any(finding.text == "27 PCNs with no workforce return" for finding in report.of("missing"))


def test_additional_staff_per_head_are_the_published_ones(england: England) -> None:
    # FORMATS section 3: 5.05 (sd 2.03) FTE per 10,000, 4.09 of them direct patient care, over PCNs with a return.
    pcns = england[0].pcns.dropna(subset=["fte_total"])
    per_head = pcns["fte_total"] / pcns["population"] * 10_000
    assert (round(per_head.mean(), 2), round(per_head.std(), 2)) == (5.05, 2.03)
    direct = pcns["fte_direct_care"] / pcns["population"] * 10_000
    assert round(direct.mean(), 2) == 4.09


def test_nottingham_city(real_files: dict[str, str]) -> None:
    area, report = import_area(**real_files, pcn=NOTTINGHAM)
    assert area.describe() == "43 practices, 9 PCNs and 391,032 patients"
    missing = {finding.text: finding.codes for finding in report.of("missing")}
    assert missing["1 PCN with no workforce return"] == ("U55117",)
    pcns = area.pcns.set_index("pcn_code")
    # FORMATS section 4.
    assert pcns["population"].to_dict() == {
        "U19169": 34_914, "U29053": 33_119, "U44561": 54_701, "U47242": 69_198, "U55117": 29_876,
        "U59216": 42_141, "U63129": 48_054, "U78528": 44_360, "U94342": 34_669,
    }  # fmt: skip
    assert pcns["fte_total"].round(1).drop("U55117").tolist() == [
        17.6,
        13.0,
        26.8,
        32.7,
        18.0,
        16.3,
        20.9,
        17.8,
    ]
    assert pcns["fte_direct_care"].round(1).drop("U55117").tolist() == [
        14.4,
        11.9,
        23.1,
        30.2,
        14.2,
        14.1,
        16.6,
        16.5,
    ]
    assert set(pcns["sub_icb_code"]) == {"52R"}
    owners = area.trusts.set_index("owner")
    assert owners.loc["acute_trust", "code"] == "RX1"
    assert owners.loc["mental_health_trust", "code"] == "RHA"
    assert owners.loc["community_trust", "basis"] == "generic"


def test_the_same_place_by_pcn_and_by_sub_icb_agrees(real_files: dict[str, str]) -> None:
    files = {name: real_files[name] for name in ("map", "patients")}
    wide, _ = import_area(**files, sub_icb="52R")
    assert set(NOTTINGHAM.split(",")) <= set(wide.pcns["pcn_code"])
    whole, _ = import_area(**files, icb="QT1")
    assert set(wide.pcns["pcn_code"]) <= set(whole.pcns["pcn_code"])
    assert set(whole.pcns["system_code"]) == {"QT1"}


def test_an_older_membership_says_what_it_costs(real_files: dict[str, str], nhs_folder: Path) -> None:
    area, report = import_area(
        membership=str(nhs_folder / "ePCN-2024-10.xlsx"), patients=real_files["patients"]
    )
    # FORMATS section 5: 6,224 current memberships, 1,283 PCNs; the spine is the patients of July 2026.
    assert len(area.practices) + len(report.unallocated) == 6_139
    assert area.population + report.unallocated_patients == 63_436_508
    assert len(area.pcns) == 1_283
    left = {finding.text: finding.codes for finding in report.of("left out")}
    gone = next(codes for text, codes in left.items() if "without patients now" in text)
    assert len(gone) + len(area.practices) == 6_224
    text = report.text()
    assert "different dates: the membership file's newest entry is of 2024-10-01" in text
    assert "25 PCNs of the patients file" in text
    # With the map too, the ICBs are official, as far as sub-ICBs are still there.
    both, _ = import_area(
        map=real_files["map"],
        membership=str(nhs_folder / "ePCN-2024-10.xlsx"),
        patients=real_files["patients"],
        sub_icb="52R",
    )
    assert set(both.pcns["system_code"]) == {"QT1"}

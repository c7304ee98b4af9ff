"""The kinds of NHS files that can be read, and the names their columns have had, old and new; layouts only.

Column names stand here as ``readers.tidy`` leaves them. Layouts change between months: columns are found by name,
never by place, except in the files that have no header. ``recognition`` tells one kind from another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pcnsim.area.nhs.readers import Sheet


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    ``fields`` maps our name of a column to the names it has had, ``required`` lists those that make the kind,
    ``option`` is where the file belongs ("" if pcnsim does not read it).
    """

    name: str
    label: str
    option: str
    fields: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]

    def columns(self, sheet: Sheet) -> dict[str, int]:
        """Position of each known column of the sheet, by our name."""
        found: dict[str, int] = {}
        for ours, theirs in self.fields.items():
            for name in theirs:
                if name in sheet.header:
                    found[ours] = sheet.header.index(name)
                    break
        return found

    def matches(self, sheet: Sheet) -> bool:
        """Whether the sheet has every required column."""
        return not self.missing(sheet)

    def missing(self, sheet: Sheet) -> list[str]:
        """Required columns the sheet lacks, by their newest published name."""
        found = self.columns(sheet)
        return [self.fields[ours][0] for ours in self.required if ours not in found]


PRACTICE_CODE_NAMES = (
    "PRACTICE_CODE",
    "PRAC_CODE",
    "GP_CODE",
    "GP_PRACTICE_CODE",
    "AREA_CODE",
    "AREACODE",
    "ORG_CODE",
    "CODE",
)

MAP = Kind(
    "map",
    "the practice map (gp-reg-pat-prac-map)",
    "--map",
    {
        "practice_code": ("PRACTICE_CODE",),
        "practice_name": ("PRACTICE_NAME",),
        "postcode": ("PRACTICE_POSTCODE",),
        "pcn_code": ("PCN_CODE",),
        "pcn_name": ("PCN_NAME",),
        "sub_icb_code": ("SUB_ICB_LOCATION_CODE", "CCG_CODE"),
        "sub_icb_name": ("SUB_ICB_LOCATION_NAME", "CCG_NAME"),
        "system_code": ("ICB_CODE", "STP_CODE"),
        "system_name": ("ICB_NAME", "STP_NAME"),
        "extract_date": ("EXTRACT_DATE",),
        "publication": ("PUBLICATION",),
    },
    ("practice_code", "practice_name", "pcn_code", "pcn_name", "sub_icb_code", "system_code", "extract_date"),
)

PARTNERS = Kind(
    "partners",
    "PCN core partner details (ePCN)",
    "--membership",
    {
        "practice_code": ("PARTNER_ORGANISATION_CODE",),
        "practice_name": ("PARTNER_NAME",),
        "practice_sub_icb": ("PRACTICE_PARENT_SUB_ICB_LOC_CODE", "PRACTICE_PARENT_CCG_CODE"),
        "pcn_code": ("PCN_CODE",),
        "pcn_name": ("PCN_NAME",),
        "sub_icb_code": ("PCN_PARENT_SUB_ICB_LOC_CODE", "PCN_PARENT_CCG_CODE"),
        "sub_icb_name": ("PCN_PARENT_SUB_ICB_LOC_NAME", "PCN_PARENT_CCG_NAME"),
        "start": ("PRACTICE_TO_PCN_RELATIONSHIP_START_DATE",),
        "end": ("PRACTICE_TO_PCN_RELATIONSHIP_END_DATE",),
    },
    ("practice_code", "pcn_code", "pcn_name", "sub_icb_code", "start", "end"),
)
PARTNERS_WITHOUT_HEADER = {
    "practice_code": 0,
    "practice_name": 1,
    "practice_sub_icb": 2,
    "pcn_code": 4,
    "pcn_name": 5,
    "sub_icb_code": 6,
    "sub_icb_name": 7,
    "start": 8,
    "end": 9,
}

PCN_DETAILS = Kind(
    "pcn_details",
    "PCN details (ePCN, first sheet)",
    "",
    {
        "pcn_code": ("PCN_CODE",),
        "pcn_name": ("PCN_NAME",),
        "sub_icb_code": ("CURRENT_SUB_ICB_LOC_CODE", "CURRENT_CLINICAL_COMMISSIONING_GROUP_CODE"),
        "sub_icb_name": ("SUB_ICB_LOCATION", "CLINICAL_COMMISSIONING_GROUP_NAME"),
        "open": ("OPEN_DATE", "OPEN_DATE_(YYYYMMDD)"),
        "close": ("CLOSE_DATE", "CLOSE_DATE_(YYYYMMDD)"),
    },
    ("pcn_code", "pcn_name", "open", "close"),
)

PATIENTS_FIVE_YEAR = Kind(
    "patients_five_year",
    "patients by five-year age band (gp-reg-pat-prac-quin-age)",
    "--patients",
    {
        "org_type": ("ORG_TYPE",),
        "code": ("ORG_CODE",),
        "postcode": ("POSTCODE",),
        "sex": ("SEX",),
        "age": ("AGE_GROUP_5",),
        "patients": ("NUMBER_OF_PATIENTS",),
        "extract_date": ("EXTRACT_DATE",),
        "publication": ("PUBLICATION",),
    },
    ("org_type", "code", "sex", "age", "patients"),
)
PATIENTS_BY_AGE = Kind(
    "patients_by_age",
    "patients by practice (gp-reg-pat-prac-all or -sing-age)",
    "--patients",
    {
        "org_type": ("ORG_TYPE", "TYPE"),
        "code": ("CODE", "ORG_CODE"),
        "postcode": ("POSTCODE",),
        "sex": ("SEX",),
        "age": ("AGE",),
        "patients": ("NUMBER_OF_PATIENTS",),
        "extract_date": ("EXTRACT_DATE",),
        "publication": ("PUBLICATION",),
    },
    ("code", "sex", "age", "patients"),
)

PCN_WORKFORCE = Kind(
    "pcn_workforce",
    "the PCN workforce, individual level",
    "--pcn-workforce",
    {
        "pcn_code": ("PCN_CODE",),
        "group": ("STAFF_GROUP",),
        "role": ("DETAILED_STAFF_ROLE",),
        "fte": ("FTE",),
        "year": ("CENSUS_YEAR",),
        "month": ("CENSUS_MONTH",),
        "source": ("DATA_SOURCE",),
    },
    ("pcn_code", "group", "role", "fte", "year", "month"),
)

PRACTICE_WORKFORCE_LONG = Kind(
    "practice_workforce_long",
    "the general practice workforce, practice level, high level",
    "--practice-workforce",
    {
        "practice_code": ("PRAC_CODE", "PRACTICE_CODE"),
        "group": ("STAFF_GROUP",),
        "role": ("DETAILED_STAFF_ROLE", "STAFF_ROLE"),
        "measure": ("MEASURE",),
        "value": ("VALUE",),
    },
    ("practice_code", "group", "role", "measure", "value"),
)
_GP_COLUMNS = (
    "TOTAL_GP",
    "TOTAL_GP_EXTG",
    "TOTAL_GP_EXTGL",
    "TOTAL_GP_EXRL",
    "TOTAL_GP_REG_ST1_4",
    "TOTAL_GP_REG_F1_2",
    "TOTAL_GP_LOCUM_VAC",
    "TOTAL_GP_LOCUM_ABS",
    "TOTAL_GP_LOCUM_OTH",
)
PRACTICE_WORKFORCE_WIDE = Kind(
    "practice_workforce_wide",
    "the general practice workforce, practice level, detailed",
    "--practice-workforce",
    {
        "practice_code": ("PRAC_CODE", "PRACTICE_CODE"),
        **{f"{name}_{unit}": (f"{name}_{unit}",) for name in _GP_COLUMNS for unit in ("FTE", "HC")},
    },
    ("practice_code", "TOTAL_GP_FTE"),
)

DEPRIVATION = Kind(
    "deprivation",
    "deprivation by practice (OHID Fingertips)",
    "--deprivation",
    {
        "practice_code": PRACTICE_CODE_NAMES,
        "score": (
            "IMD_SCORE",
            "IMD2025_SCORE",
            "IMD2019_SCORE",
            "IMD_2025_SCORE",
            "IMD_2019_SCORE",
            "VALUE",
            "IMD",
        ),
        "year": ("IMD_YEAR", "TIME_PERIOD", "TIMEPERIOD"),
        "sortable": ("TIME_PERIOD_SORTABLE", "TIMEPERIODSORTABLE"),
        "area_type": ("AREA_TYPE", "AREATYPE"),
        "indicator": ("INDICATOR_NAME", "INDICATORNAME"),
    },
    ("practice_code", "score"),
)

APPOINTMENTS = Kind(
    "appointments",
    "Appointments in General Practice",
    "",
    {"mode": ("APPT_MODE",), "count": ("COUNT_OF_APPOINTMENTS",)},
    ("mode", "count"),
)
QOF = Kind(
    "qof",
    "QOF prevalence",
    "",
    {"group": ("GROUP_CODE",), "register": ("REGISTER",)},
    ("group", "register"),
)

EVERY = (
    MAP,
    PARTNERS,
    PCN_DETAILS,
    PATIENTS_FIVE_YEAR,
    PCN_WORKFORCE,
    PRACTICE_WORKFORCE_LONG,
    PRACTICE_WORKFORCE_WIDE,
    APPOINTMENTS,
    QOF,
    PATIENTS_BY_AGE,
    DEPRIVATION,
)
"""Most telling first: the columns of the last two are common."""

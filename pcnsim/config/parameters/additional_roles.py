"""Staff of the Additional Roles Reimbursement Scheme: money, hiring, work taken over, supervision (SM5)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter, table
from pcnsim.config.parameters.programmes import NEVER
from pcnsim.config.parameters.tables import ByClass, ByRole, ByRoleAndClass, ByYear

__all__ = ["AdditionalRolesParameters"]


class AdditionalRolesParameters(ParameterGroup):
    """Staff of the Additional Roles Reimbursement Scheme: money, hiring, work taken over, supervision."""

    submodel: ClassVar[str] = "Additional roles (SM5)"

    additional_roles_money: ByYear = table(
        ByYear,
        (1.8, 7.13, 12.3, 16.7, 22.67),
        unit="GBP per patient per year",
        symbol="arrs_y",
        low=(1, 5, 9, 12, 16),
        high=(3, 9, 14, 19, 24),
        seed="S2-arrs-roles",
        source=(
            "two part-funded posts per PCN in 2019/20 (recalled, check)",
            "Network DES 2020/21 (recalled, check)",
            "Network DES: 12.30 (Management in Practice 2022)",
            "Network DES: 16.70 (Management in Practice 2022)",
            "Network DES: 22.671 (Pulse 2024)",
        ),
        description="Money for additional roles by contract year; later years keep the last.",
    )

    additional_roles: int = parameter(
        1,
        low=0,
        high=1,
        unit="switch",
        symbol="additional_roles",
        scale="binary",
        seed="S2-arrs-roles",
        source="the network contract reimburses them",
        description="Whether the contract pays for additional roles.",
    )

    additional_roles_start_week: int = parameter(
        0,
        low=0,
        high=156,
        unit="week",
        symbol="additional_roles_start_week",
        scale="discrete",
        seed="S2-arrs-roles",
        source="policy choice",
        description="Week from which additional roles are paid for; the scheme's years count from the start of the contract.",
    )

    additional_roles_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="additional_roles_end_week",
        scale="discrete",
        seed="S2-arrs-roles",
        source="policy choice; the default lasts to the end of the run",
        description="Week from which they are paid for no longer: vacancies stay, at least 8 % leave a week.",
    )

    additional_roles_fill_rate: float = parameter(
        0.045,
        low=0.02,
        high=0.1,
        unit="per week",
        symbol="h_A",
        seed="S2-arrs-roles",
        main=True,
        source=(
            "assumption: mean of 22 weeks; a quarter of directors had no reimbursed post in late 2019 (BMA)"
        ),
        description="Hazard that a vacant additional post is filled.",
    )

    additional_roles_leaving: float = parameter(
        0.15,
        low=0.08,
        high=0.3,
        unit="per year",
        symbol="arrs_quit",
        seed="S2-arrs-roles",
        source="assumption",
        description="Hazard that additional staff leave.",
    )

    additional_roles_induction: float = parameter(
        26.0,
        low=12,
        high=52,
        unit="weeks",
        symbol="T_A",
        seed="S2-arrs-roles",
        minimum=1,
        source="assumption: induction",
        description="Time in which new additional staff become experienced.",
    )

    supervision_scale: float = parameter(
        1.0,
        low=0.5,
        high=2,
        unit="multiplier",
        symbol="sup_scale",
        seed="S2-mdt",
        main=True,
        source="more GP work in the short term (REAL Centre 2022; King's Fund 2022); hours assumed",
        description="Scale of supervision by GPs.",
    )

    integration_floor: float = parameter(
        0.35,
        low=0.1,
        high=0.7,
        unit="share",
        symbol="i_0",
        seed="S2-mdt",
        source="roles were poorly integrated (King's Fund 2022) and substituted little (Francetic 2022)",
        description="Integration of additional staff into teams without trust or shared role identity.",
    )

    integration_loss_per_practice: float = parameter(
        0.04,
        low=0,
        high=0.1,
        unit="per practice",
        symbol="xi",
        seed="S2-mdt",
        maximum=1,
        source="BJGP 2025: best in two practices; Penfold 2024: fewer practices, more roles",
        description="Integration lost for each practice beyond two that share staff.",
    )

    substitution_limit: ByClass = table(
        ByClass,
        (0.3, 0.25, 0.1, 0.2, 0.3),
        unit="share",
        symbol="submax_c",
        seed="S2-mdt",
        spread=0.3,
        source="assumption",
        description="Contacts that additional staff can take over at most, by need class.",
    )

    contacts_saved: ByRole = table(
        ByRole,
        (0.45, 0.6, 0.3, 0.7, 0.7),
        unit="GP contacts saved per contact",
        symbol="sub_r",
        seed="S2-mdt",
        spread=0.4,
        source="assumption: Francetic 2022 found little substitution",
        description="GP contacts that a contact with the role saves.",
    )

    role_contacts_per_week: ByRole = table(
        ByRole,
        (60, 65, 20, 60, 60),
        unit="contacts per week per FTE",
        symbol="contacts_r",
        seed="S2-mdt",
        spread=0.25,
        source="assumption",
        description="Contacts one full-time member of staff gives.",
    )

    supervision_hours: ByRole = table(
        ByRole,
        (1.2, 0.8, 0.8, 3, 2.5),
        unit="GP hours per FTE per week",
        symbol="sup_r",
        seed="S2-mdt",
        spread=0.5,
        source="assumption: scaled by supervision_scale",
        description="GP time for supervision by role.",
    )

    role_mix_internal: ByRole = table(
        ByRole,
        (0.3, 0.2, 0.2, 0.12, 0.18),
        unit="share",
        symbol="mix_r",
        seed="S1-internal",
        spread=0.3,
        weight=True,
        source="assumption",
        description="Mix of roles with an internal focus; weights, rescaled to sum to 1.",
    )

    role_mix_external: ByRole = table(
        ByRole,
        (0.22, 0.12, 0.46, 0.08, 0.12),
        unit="share",
        symbol="mix_r",
        seed="S1-external",
        spread=0.3,
        weight=True,
        source="assumption",
        description="Mix of roles with an external focus; weights, rescaled to sum to 1.",
    )

    role_class_mix: ByRoleAndClass = table(
        ByRoleAndClass,
        (
            (0.45, 0.5, 0, 0.05, 0),
            (0.8, 0.2, 0, 0, 0),
            (0.1, 0.45, 0.1, 0.35, 0),
            (0.5, 0.1, 0.1, 0.05, 0.25),
            (0.1, 0.3, 0.1, 0, 0.5),
        ),
        unit="share",
        symbol="MIX",
        seed="S2-mdt",
        spread=0.3,
        highest=1,
        weight=True,
        source="assumption",
        description="Need classes that a role serves; weights, rescaled to sum to 1 per row.",
    )

    established_staff_per_10000: ByRole = table(
        ByRole,
        (0.98, 0.29, 0.42, 0.16, 0.24),
        unit="FTE per 10,000 patients",
        symbol="established_staff_per_10000",
        seed="S2-arrs-roles",
        spread=0.3,
        source="NHS England, Primary Care Network Workforce, June 2026: means over PCNs",
        description="Additional staff at an established start where a PCN has no workforce return.",
    )

"""What is looked at before the first run, so that a mistake does not come to light as thousands of failed runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pcnsim.config import blocks
from pcnsim.config.configuration import AREA_FACTORS
from pcnsim.experiment.work import make_area

if TYPE_CHECKING:
    from pcnsim.area import Area
    from pcnsim.config import AreaChoice
    from pcnsim.experiment.plan import Plan

__all__ = ["check_runs"]

_SIZED: Final = frozenset(
    {
        "deputy_directors",
        "network_role_gps",
        "network_role_gps_per_pcn",
        "practice_closure",
        "closure_rank",
        "patients_per_fte",
        "hours_per_session",
    }
)
"""Parameters on which it depends whether a programme fits an area (`pcnsim.model.fit`)."""


def check_runs(plan: Plan) -> None:
    """Raise `InputError` for what would make every run of some design point fail.

    That is: no area folder, PCNs that are not there, programmes that do not fit the area of the first replication.
    Points that do not differ in what matters here are looked at once.
    """
    from pcnsim.model.fit import check_fit, depends_on_area
    from pcnsim.model.structures import change_rows

    matters = [name for name in plan.factors if name in AREA_FACTORS or blocks.parameter_of(name) in _SIZED]
    areas: dict[AreaChoice, Area] = {}
    seen: set[tuple[object, ...]] = set()
    _ = plan.digests  # reads what area folders hold
    for number in range(len(plan.points)):
        levels = plan.design.levels(number) if matters else {}
        alike = tuple(levels.get(name) for name in matters)
        if alike in seen:
            continue
        seen.add(alike)
        config = plan.points[number].config
        choice, sized = config.area, depends_on_area(config)
        if choice not in areas and (sized or not choice.synthetic or config.structure_changes):
            areas[choice] = make_area(choice, plan.run(number, 0).area_seed)
            change_rows(config, areas[choice])
        if sized:
            check_fit(config, areas[choice])

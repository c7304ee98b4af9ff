"""The GPs at the start: how many posts each practice has, who fills them, what they are like."""

from __future__ import annotations

import numpy as np

from pcnsim.area.figures import GP_FTE_ON_LIST, GP_FTE_SPREAD
from pcnsim.model import draws
from pcnsim.model.columns import Floats, Gps, Ints, Practices, Rates, table
from pcnsim.model.random import normals, uniforms

MEAN_SESSIONS_A_POST = 6.2
"""Sessions per GP a week (GP Worklife Survey 2021; specification section 5, step 3)."""


def established_sessions(
    p: Rates, seed: int, practices: Practices, fte: Floats, imputed: dict[str, int]
) -> tuple[Floats, Floats]:
    """GP sessions a week each practice would have with all posts filled, and the chance that a post is filled, (P,).

    A practice's GPs per patient differ widely in the files (a practice short of GPs has nurses, locums and other
    staff), and so does the area's total. ``staffing_gap_covered`` says how much of a practice's distance from the
    average others make up: sessions = average need ** covered x own GPs ** (1 - covered). Unknown or no GPs: own GPs
    are drawn from the list by the national regression.
    """
    number = len(fte)
    size = practices.list_size
    unknown = np.isnan(fte) | (fte <= 0.0)
    imputed["practices without GP FTE: drawn from the list"] = int(unknown.sum())
    intercept, slope = GP_FTE_ON_LIST
    drawn = np.exp(
        intercept + slope * np.log(size) + GP_FTE_SPREAD * normals(seed, draws.STAFFING, 0, number)
    )
    own = np.where(unknown, drawn, fte)
    need = size / float(p["patients_per_fte"])
    covered = float(p["staffing_gap_covered"])
    filled = np.clip(1.0 - float(p["initial_vacancy"]) * np.exp(0.3 * practices.deprivation), 0.05, 1.0)
    full_time = need**covered * (own / filled) ** (1.0 - covered)
    return 37.5 / float(p["hours_per_session"]) * full_time, filled


def draw_gps(
    p: Rates, seed: int, practices: Practices, fte: Floats, quantiles: Floats, imputed: dict[str, int]
) -> tuple[Gps, Floats]:
    """GP posts sorted by practice, and each practice's lasting lean of goals (P,) that entrants share."""
    number = len(practices.pcn)
    sessions, filled = established_sessions(p, seed, practices, fte, imputed)
    posts = np.maximum(1, np.rint(sessions / MEAN_SESSIONS_A_POST)).astype(np.int64)
    practice = np.repeat(np.arange(number, dtype=np.int64), posts)
    count = len(practice)
    weight = np.exp(0.2 * normals(seed, draws.SESSIONS, 0, count))
    of_practice = np.bincount(practice, weights=weight, minlength=number)
    spread = float(p["goal_spread"])
    lean = 0.2 * spread * normals(seed, draws.PRACTICE_GOALS, 0, number)
    disengaged = float(p["disengaged_share"])
    u_type = uniforms(seed, draws.GP_TYPE, 0, count)
    kind = np.where(u_type < disengaged, 0, np.where(u_type < 0.5 * (1.0 + disengaged), 1, 2))
    engagement = invert(quantiles, np.where(kind == 0, 0, 1), uniforms(seed, draws.ENGAGEMENT, 0, count))
    orientation = invert(quantiles, 2 + kind, uniforms(seed, draws.ORIENTATION, 0, count))
    skill = invert(quantiles, np.full(count, 5), uniforms(seed, draws.SKILL, 0, count))
    identity = invert(quantiles, np.full(count, 6), uniforms(seed, draws.ROLE_IDENTITY, 0, count))
    pace = np.exp(
        float(p["pace_spread"]) * normals(seed, draws.PACE, 0, count) - 0.5 * float(p["pace_spread"]) ** 2
    )
    gps = table(
        Gps,
        count,
        practice=practice,
        pcn=practices.pcn[practice],
        filled=uniforms(seed, draws.FILLED, 0, count) < filled[practice],
        sessions=sessions[practice] * weight / of_practice[practice],
        age=np.clip(46.0 + 10.0 * normals(seed, draws.AGE, 0, count), 30.0, 67.0),
        disposition=engagement,
        engagement=engagement,
        orientation=np.clip(0.5 + spread * (orientation - 0.5) + lean[practice], 0.0, 1.0),
        role_identity=identity,
        strain=0.5,
        leadership_skill=skill,
        pace=pace,
        spare=1.0,
    )
    return gps, lean


def invert(quantiles: Floats, row: Ints, u: Floats) -> Floats:
    """Draws from the distribution in each draw's row of the table of quantiles: `random.from_table`, many at once."""
    last = quantiles.shape[1] - 1
    position = u * last
    step = np.minimum(position.astype(np.int64), last - 1)
    share = position - step
    return np.asarray(quantiles[row, step] * (1.0 - share) + quantiles[row, step + 1] * share)

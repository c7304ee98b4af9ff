"""Sessions used in any order: whatever was done, a run made afresh of the configuration is the run that is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pcnsim.config import InputError, load
from pcnsim.config.parameters import NEVER, PROGRAMMES
from pcnsim.experiment.single import begin
from pcnsim.model import Simulation
from pcnsim.view.app.session import STRUCTURES, Session
from pcnsim.view.app.take_away import whole_config_toml

WALKS = 30
STEPS = 14
SETS = ("weeks=24", "burn_in_weeks=3", "area.pcns=2", "area.practices_per_pcn=2")

RATES = {"trust_forgetting": (0.9, 0.99), "multi_agency_need": (0.5, 3.0), "duplicate_handling": (0.0, 0.3)}
STARTS = {"initial_trust_gps": (0.2, 0.8), "prior_collaboration": (0.0, 0.9)}


def assert_same(one: Simulation, other: Simulation) -> None:
    """Series and every column of every table, to the bit."""
    np.testing.assert_array_equal(one.series(), other.series())
    kept = other.snapshot()
    for name, values in one.snapshot().items():
        np.testing.assert_array_equal(values, kept[name], err_msg=name)


def act(session: Session, draw: np.random.Generator) -> str:
    """Do something that somebody at the page could do, and say what."""
    week = session.week
    action = str(
        draw.choice(
            ["play", "change", "structure", "programme", "remove", "later", "compare", "restart", "revert"],
            p=[0.25, 0.15, 0.12, 0.16, 0.1, 0.06, 0.06, 0.06, 0.04],
        )
    )
    if action == "play":
        for _ in range(draw.integers(1, 8)):
            session.step()
    elif action == "change":
        name = str(draw.choice(list(RATES)))
        session.change(parameters={name: float(draw.uniform(*RATES[name]))})
    elif action == "structure":
        session.change(structure=[*STRUCTURES, 0.3][draw.integers(4)])
    elif action == "programme":
        begun = [one.name for one in session.scheduled() if one.kind == "programme" and one.week < week]
        if "deputy_directors" in begun:
            session.change(programme=("deputy_directors", {"sessions": int(draw.integers(1, 4))}))
            return action
        name = str(draw.choice(["deputy_directors", *PROGRAMMES]))
        values: dict[str, object] = {"enabled": bool(draw.random() < 0.8)}
        keys = PROGRAMMES[name].keys
        values |= {key: int(week + draw.integers(0, 6)) for key in ("start_week", "week") if key in keys}
        if "end_week" in keys:
            values["end_week"] = int(draw.choice([NEVER, week + 8]))
        session.change(programme=(name, values))
    elif action == "remove":
        if scheduled := session.scheduled():
            session.remove(scheduled[draw.integers(len(scheduled))])
    elif action == "later":
        name = str(draw.choice(list(STARTS)))
        session.later({name: float(draw.uniform(*STARTS[name]))})
    elif action == "compare":
        session.compare(bool(draw.random() < 0.7))
    elif action == "restart":
        typed = {"seed": draw.integers(9), "area": draw.integers(1, 4), "weeks": draw.integers(8, 30)}
        session.restart(**{name: str(one) for name, one in typed.items() if draw.random() < 0.5})
    else:
        session.revert()
    return action


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
def test_after_any_walk_a_fresh_run_of_the_configuration_is_the_run_that_is_shown(
    start: str, tmp_path: Path
) -> None:
    done: set[str] = set()
    for walk in range(WALKS // 2):
        draw = np.random.default_rng([walk, start == "founding"])
        session = Session(load(None, [*SETS, f"start={start}", f"seed={walk}"]))
        for _ in range(STEPS):
            number, before = session.number, (session.config, session.frame, session.beside, session.at_reset)
            try:
                done.add(act(session, draw))
            except InputError:
                now = session.config, session.frame, session.beside, session.at_reset
                assert all(one is other for one, other in zip(now, before, strict=True))
            assert session.number >= number
        fresh = begin(session.config).run(session.config.burn_in_weeks + session.week)
        assert_same(session.frame, fresh)
        for name, frame in session.beside.items():
            plain = session.config.model_copy(update={"structure_changes": ()})
            alone = begin(plain.with_factors({"structure": name}))
            assert_same(frame, alone.run(plain.burn_in_weeks + session.week))
        (tmp_path / "whole.toml").write_bytes(whole_config_toml(session.frame))
        assert_same(begin(load(tmp_path / "whole.toml")).run(fresh.week + fresh.config.burn_in_weeks), fresh)
    assert len(done) == 9

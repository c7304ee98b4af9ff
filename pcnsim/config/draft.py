"""The design of an experiment while it is read: the settings it comes from, what is known of it, mistakes so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pcnsim.config.design import DesignKind, Range
from pcnsim.config.factors import parameter_behind
from pcnsim.config.layers import Fault, Setting

__all__ = ["DESIGN", "FACTORS", "Draft"]

DESIGN: Final = "experiment.design."
FACTORS: Final = "experiment.factors."


@dataclass
class Draft:
    """What is read step by step.

    `factors` holds checked factors, with lists of levels or complete ranges; `faulty` the names of those with mistakes,
    so that nothing else is held against them. `design` holds checked settings of the design.
    """

    settings: Mapping[str, Setting]
    kind: DesignKind = "grid"
    factors: dict[str, Setting] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)
    design: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    """Factors of the points of a list."""
    faults: list[Fault] = field(default_factory=list)

    def tell(self, setting: Setting, key: str, sentence: str) -> None:
        """Note a mistake at the place where the setting was given."""
        self.faults.append(Fault(setting.layer, key, sentence))

    def tell_design(self, name: str, sentence: str) -> None:
        """Note a mistake in a setting of the design; one that is missing is told where the kind was said."""
        setting = self.settings.get(DESIGN + name)
        if setting is None:
            setting, name = self.settings.get(f"{DESIGN}kind"), "kind"
        if setting is None:
            setting = next((one for key, one in self.settings.items() if key.startswith("experiment.")), None)
        self.faults.append(Fault(setting.layer if setting else "", DESIGN + name, sentence))

    def listed(self) -> dict[str, list[Any]]:
        """Factors with listed levels."""
        return {name: one.value for name, one in self.factors.items() if isinstance(one.value, list)}

    def ranges(self) -> dict[str, Range]:
        """Factors with ranges."""
        return {name: one.value for name, one in self.factors.items() if isinstance(one.value, Range)}

    def fixed_after(self, name: str, order: int) -> bool:
        """Whether a later file or `--set` fixes what a factor of this name would vary."""
        parameter = parameter_behind(name)
        keys = [f"parameters.{parameter}", name]
        keys += ["structure"] if parameter == "network_position" else []
        keys += ["area.folder"] if name == "area" else []
        return any(key in self.settings and self.settings[key].order > order for key in keys)

"""Points in the unit cube, drawn by scipy.stats.qmc and SALib: a row a point, a column a dimension.

A dimension is one factor, or several that move together. What a place in the cube means for a factor is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from pcnsim.config.design import SAMPLED
from pcnsim.config.errors import InputError

if TYPE_CHECKING:
    from pcnsim.config.design import Design

__all__ = ["LEVELS", "MOST_SOBOL_DIMENSIONS", "problem", "sample_size", "unit_sample"]

Floats = NDArray[np.float64]

LEVELS: Final = 4
"""Levels of a Morris design that names none (Campolongo et al. 2007, doi:10.1016/j.envsoft.2006.10.004)."""

MOST_SOBOL_DIMENSIONS: Final = 21201
"""SciPy has direction numbers for so many (Joe & Kuo 2008); a Saltelli design takes two for each of its own."""

_DESIGN_STREAM: Final = (0, 2)
"""Spawn key of the sampler: runs have keys (replication,) and areas (replication, 1), never this one."""

_REMEDY: Final = "pip install 'pcnsim[sensitivity]'"


def unit_sample(design: Design, dimensions: int, seed: int) -> Floats:
    """The points of a sampled design in the unit cube, shape (sample_size(design, dimensions), dimensions), in [0, 1].

    latin-hypercube: McKay et al. 1979. sobol: Sobol' sequence, scrambled (linear matrix scramble and digital shift:
    Matousek 1998). saltelli: for each point of such a sequence in twice the dimensions, its half A, A with one
    dimension after the other from its half B, with `second_order` B with one after the other from A, and B:
    Saltelli 2002, doi:10.1016/S0010-4655(02)00280-1.
    morris: trajectories on a grid of `levels`; a step moves one dimension by levels / (2 (levels - 1)): Morris 1991.

    seed: of the experiment. Equal seeds give equal points, whatever else is drawn; the points depend on the version of
    SciPy, for a Morris design on that of NumPy. Raises `InputError` for sizes that the design cannot have, and where
    SALib is missing.
    """
    _check(design, dimensions)
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=_DESIGN_STREAM))
    if design.kind == "morris":
        return _morris(design, dimensions, generator)
    if design.kind == "saltelli":
        return _saltelli(design, dimensions, generator)
    from scipy.stats import qmc

    if design.kind == "latin-hypercube":
        engine = qmc.LatinHypercube(dimensions, **_random(generator))
    else:
        engine = qmc.Sobol(dimensions, scramble=True, **_random(generator))
    sample: Floats = engine.random(design.samples)
    return sample


def sample_size(design: Design, dimensions: int) -> int:
    """Number of points that `unit_sample` gives, without drawing them. Raises `InputError` as it does."""
    _check(design, dimensions)
    if design.kind == "morris":
        return (design.trajectories or 0) * (dimensions + 1)
    if design.kind == "saltelli":
        return (design.samples or 0) * ((2 if design.second_order else 1) * dimensions + 2)
    return design.samples or 0


def problem(names: list[str]) -> dict[str, Any]:
    """Dimensions of the unit cube as SALib describes a problem."""
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _morris(design: Design, dimensions: int, generator: np.random.Generator) -> Floats:
    try:
        from SALib.sample import morris
    except ImportError as error:
        raise _missing("morris") from error
    levels = design.levels or LEVELS
    sample = morris.sample(_numbered(dimensions), design.trajectories, num_levels=levels, seed=generator)
    # On the grid to the last bit, so that a level has one value and none lies outside the cube by rounding.
    on_grid: Floats = np.rint(sample * (levels - 1)) / (levels - 1)
    return on_grid


def _saltelli(design: Design, dimensions: int, generator: np.random.Generator) -> Floats:
    try:
        from SALib.sample import sobol
    except ImportError as error:
        raise _missing("saltelli") from error
    sample: Floats = sobol.sample(
        _numbered(dimensions),
        design.samples,
        calc_second_order=design.second_order,
        scramble=True,
        seed=generator,
    )
    return sample


def _numbered(dimensions: int) -> dict[str, Any]:
    return problem([f"x{number}" for number in range(dimensions)])


def _random(generator: np.random.Generator) -> dict[str, Any]:
    """The generator under the name that this SciPy has for it: `rng` since 1.15, where `seed` is on its way out."""
    from scipy import __version__

    major, minor = map(int, __version__.split(".")[:2])
    return {"rng" if (major, minor) >= (1, 15) else "seed": generator}


def _check(design: Design, dimensions: int) -> None:
    """Raise `InputError` for sizes that the libraries would refuse, or warn of, in words of their own."""
    where = "experiment.design"
    if design.kind not in SAMPLED:
        raise InputError(f"a design of kind {design.kind} is not sampled", where=f"{where}.kind")
    if dimensions < 1:
        raise InputError("nothing varies over a range", where=where, remedy="Give a factor low and high.")
    size = "trajectories" if design.kind == "morris" else "samples"
    if getattr(design, size) is None:
        raise InputError(f"a {design.kind} design needs {size}", where=f"{where}.{size}")
    if design.kind == "morris" and (design.levels or LEVELS) % 2:
        raise InputError("a morris design needs an even number of levels", where=f"{where}.levels")
    if design.kind not in ("sobol", "saltelli"):
        return
    samples = design.samples or 0
    if samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        raise InputError(
            f"must be a power of 2 for a {design.kind} design, which is balanced only then, not {samples}",
            where=f"{where}.samples",
            remedy=f"{below} or {2 * below}.",
        )
    needed = dimensions * (2 if design.kind == "saltelli" else 1)
    if needed > MOST_SOBOL_DIMENSIONS:
        raise InputError(
            f"a {design.kind} design of {dimensions} dimensions needs {needed} of Sobol' sequences, which have at most "
            f"{MOST_SOBOL_DIMENSIONS}",
            where=where,
            remedy="Vary fewer factors, or let some move together.",
        )


def _missing(kind: str) -> InputError:
    return InputError(f"a {kind} design needs SALib, which is not installed", remedy=_REMEDY)

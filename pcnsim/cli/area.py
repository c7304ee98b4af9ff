"""`pcnsim area`: makes area folders, from NHS files or drawn from published distributions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Make the area a simulation starts from: from published NHS files, or drawn.",
)

_CODES = "CODE,..."


@app.command("import")
def import_(
    patients: Annotated[
        list[str],
        typer.Option(
            "--patients",
            metavar="FILE",
            help="Registered patients: gp-reg-pat-prac-quin-age (with ages), -all, or both -sing-age files.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The area folder to make.")],
    map_file: Annotated[
        str | None,
        typer.Option("--map", metavar="FILE", help="Practice to PCN to ICB: gp-reg-pat-prac-map."),
    ] = None,
    membership: Annotated[
        str | None,
        typer.Option(
            "--membership",
            metavar="FILE",
            help="PCN membership from an ePCN workbook or export; with --map too, the map gives the ICBs.",
        ),
    ] = None,
    deprivation: Annotated[
        str | None, typer.Option("--deprivation", metavar="FILE", help="IMD score by practice.")
    ] = None,
    pcn_workforce: Annotated[
        str | None,
        typer.Option("--pcn-workforce", metavar="FILE", help="PCN workforce, individual level."),
    ] = None,
    practice_workforce: Annotated[
        str | None,
        typer.Option(
            "--practice-workforce", metavar="FILE", help="General practice workforce, practice level."
        ),
    ] = None,
    trusts: Annotated[
        str | None, typer.Option("--trusts", metavar="FILE", help="NHS trusts: etr.csv.")
    ] = None,
    icb: Annotated[str | None, typer.Option("--icb", metavar=_CODES, help="Whole ICBs.")] = None,
    sub_icb: Annotated[str | None, typer.Option("--sub-icb", metavar=_CODES, help="Whole sub-ICBs.")] = None,
    pcn: Annotated[str | None, typer.Option("--pcn", metavar=_CODES, help="PCNs.")] = None,
    practice: Annotated[
        str | None, typer.Option("--practice", metavar=_CODES, help="Single practices.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the area that the folder holds already.")
    ] = False,
) -> None:
    """Make a real area from files as NHS England publishes them (zip, CSV or XLSX, old and new).

    The area is everything that --icb, --sub-icb, --pcn and --practice name together; without any, all of England.
    """
    from pcnsim.area.folder import check_target, write_area
    from pcnsim.area.nhs import import_area

    check_target(out)
    area, report = import_area(
        map=map_file,
        membership=membership,
        patients=patients,
        deprivation=deprivation,
        pcn_workforce=pcn_workforce,
        practice_workforce=practice_workforce,
        trusts=trusts,
        icb=icb,
        sub_icb=sub_icb,
        pcn=pcn,
        practice=practice,
    )
    write_area(area, out, force=force)
    typer.echo(report.text())
    typer.echo(f"Written to {out}; provenance.json there has every code.")


@app.command()
def synthetic(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The area folder to make.")],
    pcns: Annotated[int, typer.Option("--pcns", metavar="N", help="PCNs; England has about 1,300.")] = 9,
    practices_per_pcn: Annotated[
        int,
        typer.Option("--practices-per-pcn", metavar="K", help="The same number in each PCN; 0 draws it."),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed draws the same area.")] = 1,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the area that the folder holds already.")
    ] = False,
) -> None:
    """Draw an area that is put together like English ones, from published distributions."""
    from pcnsim.area.folder import write_area
    from pcnsim.area.synthetic import draw_area

    area = draw_area(pcns, seed=seed, practices_per_pcn=practices_per_pcn)
    write_area(area, out, force=force)
    typer.echo(f"{area.describe()}, drawn with seed {seed}.")
    typer.echo(f"Written to {out}.")

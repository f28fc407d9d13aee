"""The command that serves the reader."""

from pathlib import Path
from typing import Annotated

import typer

from corollary.cli.output import Json, print_json
from corollary.errors import InputError


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0 takes a free one.")] = 8010,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    export: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the site as files into this folder instead of serving it.")
    ] = None,
    base: Annotated[
        str, typer.Option(help="With --export: address at which the files will stand, for the sitemap.")
    ] = "",
    json: Json = False,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="A corpus folder; the packaged corpus if left out.")
    ] = None,
) -> None:
    """Read in the browser: statements, map, paths, derivations; only this machine can see it."""
    from corollary import text
    from corollary.reader import assets

    if why := assets.missing():
        raise InputError(why)
    loaded = text.load(corpus)
    if export is not None:
        from corollary.cli.progress import progress
        from corollary.reader.export import export as write
        from corollary.reader.site import Site

        with progress(json) as say:
            count = write(Site(loaded), export, base, lambda done, of: say("writing pages", done / of))
        print_json({"written": str(export), "files": count}) if json else typer.echo(
            f"wrote {count} files into {export}"
        )
        return
    from corollary.reader.run import serve as run

    run(loaded, port, browser, json)

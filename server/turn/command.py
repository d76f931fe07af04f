"""``klangbro admin turn-config``."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from server.errors import SettingsInvalidError

Listen = Annotated[
    list[str] | None, typer.Option(help="The relay's own public address; may be given again for IPv6.")
]
Out = Annotated[Path | None, typer.Option(help="Write here, for its owner alone; else it is printed.")]


def turn_config(  # noqa: PLR0917 - every parameter is an option
    listen: Listen = None,
    external: Annotated[str | None, typer.Option(help="Public address in front of a NAT.")] = None,
    realm: Annotated[str | None, typer.Option(help="The relay's name, as in its certificate.")] = None,
    port: Annotated[int, typer.Option(help="For UDP and TCP.")] = 3478,
    tls_port: Annotated[int, typer.Option(help="For TLS; 443 passes where nothing else does.")] = 5349,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate with its chain (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).")] = None,
    ports: Annotated[str, typer.Option(help="UDP ports that relay, FIRST-LAST.")] = "49152-65535",
    lessons: Annotated[int, typer.Option(min=1, help="How many lessons may use it at once.")] = 200,
    user: Annotated[str, typer.Option(help="Whom coturn becomes.")] = "turnserver",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="DEVELOPMENT ONLY: relay into private networks as well.")
    ] = False,
    out: Out = None,
) -> None:
    """Write a configuration for coturn that relays lessons and nothing else."""
    from server.addresses import machine_addresses  # noqa: PLC0415 - keeps help quick
    from server.data_dir import write_private  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415
    from server.turn.config import TurnConfig  # noqa: PLC0415

    settings = load_settings()
    if settings.turn_secret is None:
        raise SettingsInvalidError(
            "The server and the relay share a secret, and none is set.",
            "Set KLANGBRO_TURN_SECRET (here is a new one: "
            f"{secrets.token_hex(32)}) and KLANGBRO_TURN_URLS for both, then run this again.",
        )
    first, _, last = ports.partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        raise SettingsInvalidError(f"--ports: {ports!r} is no range.", "Like --ports 49152-65535.")
    public = (str(address) for address in machine_addresses() if address.is_global)
    config = TurnConfig(
        secret=settings.turn_secret.get_secret_value(),
        realm=realm or _host(settings.turn_urls[0]),
        listen=tuple(listen or public),
        external=external,
        port=port,
        tls_port=tls_port,
        cert=tls_cert,
        key=tls_key,
        first_port=int(first),
        last_port=int(last),
        lessons=lessons,
        user=user,
        allow_private=allow_private,
    )
    if out is None:
        typer.echo(config.text(), nl=False)
        return
    write_private(out, config.text().encode())
    owner = f" Give it to coturn: chown {user} {out}" if user and os.name == "posix" else ""
    typer.echo(f"{out} is written and readable by its owner alone.{owner}")


def _host(url: str) -> str:
    return urlsplit("//" + url.partition(":")[2].partition("?")[0]).hostname or "klangbro"

"""``klangbro serve`` and ``klangbro admin``. What runs is imported when it runs, so that help is quick."""

from __future__ import annotations

import asyncio
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.accounts.command import account_app
from server.audit.command import audit_app
from server.bridges.command import export_table, import_table
from server.doctor.command import doctor
from server.offline import AsJson, DataDir, with_services
from server.privacy.command import person_app, retention
from server.region.command import seed_region
from server.turn.command import turn_config

if TYPE_CHECKING:
    from server.lessons.schemas import LessonWithInvites
    from server.privacy.erasure_list import ErasureList
    from server.state import Services

admin_app = typer.Typer(
    help="Accounts, lessons, the relay's configuration, and a health check.",
    no_args_is_help=True,
    add_completion=False,
)
lesson_app = typer.Typer(
    help="Create, list, revoke and erase lessons.", no_args_is_help=True, add_completion=False
)
admin_app.add_typer(lesson_app, name="lesson")
admin_app.add_typer(account_app, name="account")
admin_app.command("turn-config")(turn_config)
admin_app.command("doctor")(doctor)
admin_app.command("retention")(retention)
admin_app.add_typer(person_app, name="person")
admin_app.add_typer(audit_app, name="audit")
admin_app.command("seed-region")(seed_region)
admin_app.command("import")(import_table)
admin_app.command("export")(export_table)


@admin_app.callback()
def _admin() -> None:
    """Work on the data directory, whether the server is running or not."""


def serve(  # noqa: PLR0917 - every parameter is an option
    host: Annotated[str | None, typer.Option(help="Address to listen at; all IPv4 ones by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen at; 8443 by default, 0 for any.")] = None,
    data_dir: DataDir = None,
    tls_cert: Annotated[Path | None, typer.Option(help="A certificate (PEM) to use instead.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).")] = None,
    tls: Annotated[
        bool | None,
        typer.Option("--tls/--no-tls", help="Without TLS only this machine's own pages have a microphone."),
    ] = None,
    public_url: Annotated[str | None, typer.Option(help="The address people open, behind a proxy.")] = None,
    ice_servers: Annotated[str | None, typer.Option(help="STUN and TURN servers, as a JSON list.")] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the new-lesson page.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start the server that lessons meet at, and print the addresses and invites to open."""
    from server import announce  # noqa: PLC0415 - keeps help quick
    from server.run import run  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415

    settings = load_settings(
        host=host,
        port=port,
        data_dir=data_dir,
        tls_cert=tls_cert,
        tls_key=tls_key,
        tls=tls,
        public_url=public_url,
        ice_servers=ice_servers,
    )

    async def tell(services: Services) -> None:
        lesson = await announce.first_lesson(services)
        typer.echo((announce.start_json if as_json else announce.start_text)(services, lesson))
        if open_page:
            await asyncio.to_thread(webbrowser.open, announce.new_lesson_link(services))

    run(settings, tell)


@lesson_app.command("new")
def lesson_new(  # noqa: PLR0917 - every parameter is an option
    teacher: Annotated[str, typer.Option(help="The teacher's name, as the pupil sees it.")],
    pupil: Annotated[str, typer.Option(help="The pupil's name, as the teacher sees it.")],
    instrument: Annotated[str, typer.Option(help="What is played.")] = "",
    hours: Annotated[float, typer.Option(help="How long the invites open the lesson.")] = 24 * 7,
    protected: Annotated[
        bool, typer.Option("--protected", help="Nobody may learn where the pupil is: only through the relay.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Create a lesson and print its two invites."""
    from pydantic import ValidationError  # noqa: PLC0415

    from server.errors import SettingsInvalidError  # noqa: PLC0415
    from server.lessons.schemas import NewLesson  # noqa: PLC0415

    try:
        new = NewLesson(teacher=teacher, pupil=pupil, instrument=instrument, hours=hours, protected=protected)
    except ValidationError as error:
        first = error.errors()[0]
        name = first["loc"][0]
        raise SettingsInvalidError(f"--{name}: {first['msg']}.", f"Correct --{name}.") from error
    _print([with_services(data_dir, lambda services: services.lessons.create(new))], as_json=as_json)


@lesson_app.command("list")
def lesson_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the lessons that can be entered, with their invites."""
    lessons = with_services(data_dir, lambda services: services.lessons.listing())
    if as_json:
        from server.lessons.schemas import LessonList  # noqa: PLC0415

        typer.echo(LessonList(lessons=lessons).model_dump_json())
    elif lessons:
        _print(lessons, as_json=False)
    else:
        typer.echo("No lesson is open. klangbro admin lesson new creates one.")


@lesson_app.command("revoke")
def lesson_revoke(
    lesson: Annotated[str, typer.Argument(help="The lesson's id, as in the list.")],
    data_dir: DataDir = None,
) -> None:
    """Close a lesson for good, with all its invites."""
    with_services(data_dir, lambda services: services.lessons.revoke_lesson(lesson))
    typer.echo("The lesson is closed; its invites open nothing any more.")


@lesson_app.command("erase")
def lesson_erase(
    lesson: Annotated[str, typer.Argument(help="The lesson's id, as in the list.")],
    data_dir: DataDir = None,
) -> None:
    """Erase a lesson: invites, names, room, files, and what is left of them on the disk."""
    from server.audit.actions import COMMAND  # noqa: PLC0415 - keeps help quick
    from server.errors import LessonUnknownError  # noqa: PLC0415
    from server.lessons import repository  # noqa: PLC0415

    async def work(services: Services) -> str:
        async with services.database.read() as connection:
            if await repository.find_lesson(connection, lesson) is None:
                raise LessonUnknownError("lesson")
        gone = await services.privacy.erasure.erase_lesson(lesson, actor=COMMAND)
        return (
            f"Erased: {gone.rows} rows and {gone.files} files. Backups still hold them; "
            "restoring one erases them again while the list of erasures is kept."
        )

    typer.echo(with_services(data_dir, work))


@admin_app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    data_dir: DataDir = None,
) -> None:
    """Copy the database to FILE and lessons' files to FILE.files, whether the server is running or not."""
    from server import backup as copies  # noqa: PLC0415
    from server.backup_files import beside  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415

    size = copies.backup(_database_file(data_dir), file, load_settings(data_dir=data_dir).data_dir)
    typer.echo(f"{file}: {size} bytes, checked. It holds names and the key of all invites: keep it safe.")
    if beside(file).exists():
        size = beside(file).stat().st_size
        typer.echo(f"{beside(file)}: the lessons' files, {size} bytes. Keep the two together.")


@admin_app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="What klangbro admin backup wrote.")],
    data_dir: DataDir = None,
) -> None:
    """Put a backup in the database's place. Stop the server first."""
    from server import backup as copies  # noqa: PLC0415
    from server.backup_files import beside  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415

    erasures = _erasures(data_dir)
    folder = load_settings(data_dir=data_dir).data_dir
    kept = copies.restore(file, _database_file(data_dir), erasures, folder)
    typer.echo("The backup is in place; the next start brings it up to date.")
    if beside(file).exists():
        typer.echo("The lessons' files that were missing are back, too.")
    if erasures.exists():
        typer.echo("Whoever was erased since it was made is erased in it, too.")
    else:
        typer.echo(f"There is no list of erasures at {erasures.path}: whoever was erased since is back.")
        typer.echo("If you keep a copy of the list, put it there before you start the server.")
    if kept is not None:
        typer.echo(f"What was there before is {kept}; delete it when all is well, for it holds names.")


def _erasures(data_dir: Path | None) -> ErasureList:
    from server.privacy.erasure_list import ErasureList  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415

    return ErasureList(load_settings(data_dir=data_dir).erasures)


def _database_file(data_dir: Path | None) -> Path:
    from server.backup import refuse_server  # noqa: PLC0415
    from server.data_dir import make_data_dir  # noqa: PLC0415
    from server.db import Database  # noqa: PLC0415
    from server.settings import load_settings  # noqa: PLC0415

    settings = load_settings(data_dir=data_dir)
    refuse_server(settings.database)
    make_data_dir(settings.data_dir)
    return Database(settings.database).file or settings.data_dir / "klangbro.db"


def _print(lessons: list[LessonWithInvites], *, as_json: bool) -> None:
    from server import announce  # noqa: PLC0415

    say = announce.lesson_json if as_json else announce.lesson_text
    typer.echo("\n\n".join(say(lesson) for lesson in lessons))

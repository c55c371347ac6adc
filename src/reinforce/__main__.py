"""The command line: ``reinforce check``, ``migrate``, ``backup`` and ``due``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reinforce import __version__
from reinforce.catalog import read_pack, warnings_of
from reinforce.catalog.pack_warnings import summed_up
from reinforce.engine import DEFAULT_TENANT, Engine
from reinforce.errors import InvalidParameterError, NotFoundError, ReinforceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reinforce.engine import Tenant


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* name; return the exit status: 0 for done, 1 for an error, which is printed."""
    given = _parser().parse_args(arguments)
    try:
        for line in given.command(given):
            sys.stdout.write(f"{line}\n")
    except ReinforceError as error:
        sys.stderr.write(f"reinforce: {_said(error, given)}\n")
        return 1
    return 0


def _said(error: ReinforceError, given: argparse.Namespace) -> str:
    """Return what an *error* says to whoever wrote a command: what would help in a program does not help here."""
    if isinstance(error, InvalidParameterError) and getattr(given, error.field, None) is not None:
        named = given.options.get(error.field, error.field.upper())
        return f"{named} {error.reason}"
    if type(error) is NotFoundError and not error.near:
        other = "; --tenant names another" if error.kind == "tenant" else ""
        return f"there is no {error.kind} {error.id!r}{other}"
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reinforce", description="Spaced practice for many learners.")
    parser.add_argument("--version", action="version", version=f"reinforce {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="report every fault of a pack")
    check.add_argument("pack", help="the pack's YAML file")
    check.add_argument(
        "--strict", action="store_true", help="take what a pack should have, besides what it must, for faults"
    )
    check.set_defaults(command=_check)

    migrate = commands.add_parser("migrate", help="create or upgrade the schema of a database")
    migrate.add_argument("url", help="sqlite:///practice.db or postgresql+psycopg://…, through psycopg2 or asyncpg too")
    migrate.add_argument("--schema", help="the schema to use, on PostgreSQL")
    secures = "show a transaction the rows of one tenant only, on PostgreSQL; without it, all stays as it is"
    migrate.add_argument("--row-level-security", action=argparse.BooleanOptionalAction, help=secures)
    migrate.set_defaults(command=_migrate)

    copy = commands.add_parser("backup", help="copy a SQLite database into a new file, while others write to it")
    copy.add_argument("url", help="sqlite:///practice.db")
    copy.add_argument("file", help="where the copy goes; nothing may be there")
    copy.set_defaults(command=_backup)

    due = commands.add_parser("due", help="list what is due for a learner, most urgent first")
    due.add_argument("url", help="the database")
    due.add_argument("learner", help="the learner's id")
    due.add_argument("--tenant", default=DEFAULT_TENANT, help="the tenant's id")
    due.set_defaults(command=_due)
    for command in commands.choices.values():
        named = {one.dest: one.option_strings[0] for one in command._actions if one.option_strings}  # noqa: SLF001
        command.set_defaults(options=named)
    return parser


def _check(given: argparse.Namespace) -> Iterator[str]:
    return checked_pack(given.pack, strict=given.strict)


def checked_pack(file: str, *, strict: bool) -> Iterator[str]:
    """
    Yield the warnings of a pack's *file*, and then what is in it.

    Raises:
        InvalidPackError: it has faults.
        ReinforceError: it has warnings, and they are faults where one is *strict*.
    """
    pack = read_pack(Path(file))
    found = warnings_of(pack)
    yield from map(str, summed_up(found))
    warned = f", {len(found)} warning{'' if len(found) == 1 else 's'}" if found else ""
    if found and strict:
        are = "is a fault" if len(found) == 1 else "are faults"
        raise ReinforceError(f"{file}: no faults{warned}, which {are} with --strict")
    sizes = {"skill": len(pack.skills), "question": len(pack.questions), "drill": len(pack.drills)}
    counted = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for what, count in sizes.items())
    yield f"{file}: no faults{warned}; {counted}"


def _migrate(given: argparse.Namespace) -> list[str]:
    from reinforce.engine.open_store import migrate  # noqa: PLC0415 - SQLAlchemy is imported only for this command

    secured = given.row_level_security
    lines = [f"the schema is at revision {migrate(given.url, schema=given.schema, row_level_security=secured)}"]
    return lines if secured is None else [*lines, f"row-level security is {'on' if secured else 'off'}"]


def _backup(given: argparse.Namespace) -> list[str]:
    from reinforce.engine.open_store import backup  # noqa: PLC0415 - as above

    return [f"copied to {backup(given.url, given.file)}"]


def _due(given: argparse.Namespace) -> list[str]:
    from reinforce.engine.open_store import refuse_missing  # noqa: PLC0415 - as above

    refuse_missing(given.url)
    with Engine.open(given.url) as engine:
        return listed_due(engine.tenant(given.tenant), given.learner)


def listed_due(tenant: Tenant, learner: str) -> list[str]:
    """Return a line for each skill that is due for a *learner*: the day, and what it is called."""
    cards = tenant.practice.due(learner)
    titles = {skill.id: skill.title for skill in tenant.catalog.curriculum().skills.values()}
    days = [(card.due_date, titles[card.skill]) for card in cards if card.due_date is not None]
    return [f"{day.isoformat()}  {title}" for day, title in days] or ["nothing is due"]


if __name__ == "__main__":
    raise SystemExit(main())

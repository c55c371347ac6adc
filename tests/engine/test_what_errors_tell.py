"""What an error tells: nothing of other tenants, nothing that acts where it is printed, and no password."""

import asyncio
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, make_url

from reinforce import Claim, Engine, ReinforceError, Tenant, checks
from reinforce.aio import AsyncEngine
from reinforce.engine.open_store import migrate
from reinforce.errors import (
    ConflictError,
    Fault,
    InvalidPackError,
    InvalidParameterError,
    NotFoundError,
    StoreError,
    shown,
)
from reinforce.stores.sql import SQLStore
from reinforce.stores.sql.connections.url_secrets import hidden


def test_a_tenant_that_is_not_there_names_no_other(engine: Engine) -> None:
    """Whoever misspells a tenant is not told the names of customers, however alike they are."""
    engine.create_tenant("tenant-b7")
    with pytest.raises(NotFoundError) as refused:
        engine.tenant("tenant-b8")
    assert str(refused.value) == "there is no tenant 'tenant-b8': create_tenant('tenant-b8') makes one"
    assert refused.value.near == ()


NASTY = "two\nlines \x1b[31mred\x1b[0m \u202egnihtyna\u202c \u2028 \x00 \ud800"


@pytest.mark.parametrize(
    "error",
    [
        InvalidParameterError(NASTY, f"must be something, not {NASTY}", value=NASTY),
        NotFoundError("skill", "x", others=[NASTY]),
        ConflictError("review", "x", NASTY),
        StoreError(f"the database refused: {NASTY}"),
        Fault(NASTY, 1, NASTY, NASTY),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_message_is_one_line_that_acts_on_nothing(error: Exception | Fault) -> None:
    """Line breaks, escape codes, marks that turn writing and NUL come out escaped, whoever sent them."""
    assert str(error).isprintable()
    assert str(error).encode()


def test_a_pack_with_faults_has_a_line_for_each_and_no_more() -> None:
    """The message of a pack has as many lines as faults, and one above them, whatever its keys are."""
    error = InvalidPackError([Fault("a.yaml", line, NASTY, "is not a field") for line in range(3)])
    assert len(str(error).splitlines()) == 4
    assert all(line.isprintable() for line in str(error).split("\n"))


def test_a_message_is_not_as_long_as_what_it_quotes() -> None:
    """What is shown is cut in the middle, so that what is wrong stands there still; the attribute has it whole."""
    value = "x" * 1_000_000
    error = InvalidParameterError("field", f"must not be {value!r}, as everybody knows", value=value)
    assert len(str(error)) <= 2_100
    assert str(error).endswith("as everybody knows")
    assert error.value == value


@pytest.mark.parametrize(
    ("value", "said"),
    [(10**5000, "int"), ("y" * 500, "'yyy"), (float("inf"), "inf"), (None, "None")],
    ids=map(str, range(4)),
)
def test_what_cannot_be_written_out_is_named_by_its_kind(value: object, said: str) -> None:
    """A number of too many digits for Python to write is shown by its kind; a text is cut."""
    assert said in shown(value)
    assert len(shown(value)) < 250


def test_a_number_of_thousands_of_digits_is_refused(acme: Tenant) -> None:
    """It is an argument like any other: refused by its field, wherever a number is taken."""
    for ask in (
        lambda: acme.roster.learners(limit=10**5000),
        lambda: acme.outbox.read_log(limit=-(10**5000)),
        lambda: acme.practice.plan("ana", days=10**5000),
        lambda: acme.outbox.read_log(after=f"1.2.{'9' * 5000}.abcdef01"),
        lambda: acme.outbox.read_log(after="9" * 5000),
        lambda: acme.outbox.read_log(after=NASTY),
    ):
        with pytest.raises(InvalidParameterError) as refused:
            ask()
        assert str(refused.value).isprintable()


@pytest.mark.parametrize("day", [10**5000, 10**9, 3_652_059, 0, -5], ids=map(str, range(5)))
def test_a_claim_of_a_day_that_no_calendar_has_is_refused(acme: Tenant, day: int) -> None:
    """What comes back from a queue as a claim may hold anything; it is refused by its field."""
    claim = Claim(tenant="acme", learner="ana", day=day, claim_id="c", leased_until=datetime(9999, 12, 31, tzinfo=UTC))
    for end in (acme.outbox.acknowledge, acme.outbox.release):
        with pytest.raises(InvalidParameterError, match=r"claim\.day"):
            end(claim)


def test_an_unknown_skill_among_thousands_costs_no_look_at_them() -> None:
    """The known ones are asked for the slips of one, and not gone through."""
    known = Uncounted(f"skill-{number}" for number in range(5_000))
    assert checks.missing("skill", "skill-49999", known).near == ("skill-4999",)


class Uncounted(frozenset[str]):
    """Names that nobody may go through."""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError


SECRET = "s3cr&t/päss"  # noqa: S105 - what must not be told
URLS = [
    "postgresql+psycopg://user:{}@127.0.0.1:1/db",
    "postgresql+psycopg://user@127.0.0.1:1/db?password={}",
    "postgresql+psycopg://127.0.0.1:1/db?user=u&sslpassword={}&connect_timeout=1",
    "postgresql+psycopg://127.0.0.1:1/db?passfile={}",
    "postgresql+psycopg://127.0.0.1:1/db?pwd={}",
    "postgresql://user:{}@127.0.0.1:port/db",
    "postgresql://user:{}:more@127.0.0.1:99999999/db",
    "mysql://user:{}@127.0.0.1/db",
    "nothing://user:{}@127.0.0.1/db?password={}",
    "postgresql+psycopg2://user:{}@127.0.0.1:1/db",
    "postgresql+psycopg2://127.0.0.1:1/db?passfile={}&sslpassword={}",
    "postgresql+psycopg2://127.0.0.1:1/db?pwd={}",
    "postgresql+asyncpg://user:{}@127.0.0.1:1/db",
    "postgresql+asyncpg://127.0.0.1:1/db?password={}",
    "postgresql+asyncpg://127.0.0.1:1/db?passfile={}",
    "postgresql+asyncpg://127.0.0.1:1/db?pwd={}",
    "sqlite:///file:/no/such/folder/x.db?uri=true&password={}",
    "postgresql+psycopg://user:{}@127.0.0.1:1/db?nonsense=1",
]


def open_async(url: str) -> object:
    """Open *url* for asyncio."""
    return asyncio.run(AsyncEngine.open(url))


@pytest.mark.parametrize(
    ("call", "url"),
    [
        *product((Engine.open, migrate), URLS),
        *((open_async, url) for url in URLS if url.startswith("postgresql+")),
    ],
)
def test_no_error_of_opening_tells_a_password(call: Callable[[str], object], url: str) -> None:
    """Neither the message, nor an attribute, nor an error that led to it holds it, however the URL wrote it."""
    written = quote(SECRET, safe="")
    with pytest.raises(ReinforceError) as refused:
        call(url.replace("{}", written))
    told = "".join(traceback.format_exception(refused.value)) + repr(vars(refused.value))
    assert SECRET not in told
    assert written not in told


def test_a_store_shows_no_password_of_its_url(tmp_path: Path) -> None:
    """The representation of a store has its place and none of its secrets."""
    host = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with closing(SQLStore(host)) as store:
        assert "x.db" in repr(store)
    assert hidden(make_url("postgresql://u:pw@h/d?password=pw&sslkey=pw&connect_timeout=3")).count("pw") == 0
    host.dispose()

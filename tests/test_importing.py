"""What importing the library loads, and that what it leaves for later comes as if it had always been there."""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import reinforce
from reinforce import catalog

HEAVY = {
    "aiosqlite",
    "alembic",
    "altair",
    "asyncio",
    "asyncpg",
    "fastapi",
    "greenlet",
    "hypothesis",
    "numpy",
    "pandas",
    "polars",
    "psycopg",
    "psycopg2",
    "pydantic",
    "pydantic_core",
    "scipy",
    "sqlalchemy",
    "sqlite3",
    "torch",
    "yaml",
}
"""What takes long to import, and is needed by some of what the library does."""

MOST_OF_OTHERS = 140
"""Modules of others: more than are loaded, by a few; a library that comes in unseen is more than these."""


def _printed(code: str) -> str:
    """Return what a new Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=os.environ, timeout=120
    )
    return done.stdout


def test_importing_the_library_loads_nothing_that_takes_long() -> None:
    """Neither databases nor arrays nor what packs are read with, and of Python's own library what is needed."""
    loaded: list[str] = json.loads(_printed("import sys, json, reinforce; print(json.dumps([*sys.modules]))"))
    assert HEAVY.isdisjoint(loaded)
    assert "reinforce.catalog.model" not in loaded
    assert len([name for name in loaded if name.partition(".")[0] != "reinforce"]) < MOST_OF_OTHERS


def test_the_endpoints_load_no_framework_and_no_database() -> None:
    """The table of operations needs nothing but the library; a framework's own part is imported by who has it."""
    loaded: list[str] = json.loads(_printed("import sys, json, reinforce.web; print(json.dumps([*sys.modules]))"))
    assert {"fastapi", "starlette", "django", "sqlalchemy", "greenlet"}.isdisjoint(loaded)


def test_memory_and_cards_need_no_packs() -> None:
    """A log is folded, and a card previewed, without what packs are read with."""
    code = """
import sys
from datetime import UTC, datetime
from reinforce import Rating, Review
from reinforce.practice import fold
fold([Review(id="r", learner="ana", skill="s", rating=Rating.Good, at=datetime(2026, 3, 2, tzinfo=UTC))]).to_json()
print("pydantic" in sys.modules)
"""
    assert _printed(code) == "False\n"


@pytest.mark.parametrize("name", catalog.__all__)
def test_every_name_of_the_catalog_is_there_when_it_is_asked_for(name: str) -> None:
    """Also the first time, and it is the one that its module has."""
    found = getattr(catalog, name)
    assert found is getattr(catalog, name)
    home = getattr(found, "__module__", None)
    if isinstance(found, type) and home is not None:
        assert getattr(sys.modules[home], name) is found


def test_what_the_catalog_does_not_have_is_an_attribute_error() -> None:
    """As for any module; and what it has may be imported with a star."""
    with pytest.raises(AttributeError, match="no attribute 'Pakc'"):
        catalog.Pakc  # type: ignore[attr-defined] # noqa: B018 - the question is what it raises
    stars: dict[str, object] = {}
    exec("from reinforce.catalog import *", stars)  # noqa: S102 - which no module does
    assert set(catalog.__all__) <= set(stars)


FIRST_USE = """
import sys, threading
from reinforce import Engine
from reinforce.catalog import Curriculum
start, made, wrong = threading.Barrier(8), [], []
acme = Engine.open("memory:").create_tenant("acme")
def use(number):
    try:
        start.wait()
        from reinforce.catalog import Pack, plain_pack
        pack = plain_pack([f"skill-{number}"], pack=f"pack-{number}")
        made.append(Pack.from_json(pack.to_json()) == pack)
        acme.catalog.publish(pack)
    except BaseException as error:
        wrong.append(repr(error))
threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
assert "pydantic" not in sys.modules
sys.setswitchinterval(1e-6)
for thread in threads: thread.start()
for thread in threads: thread.join()
print(made, wrong, len(acme.catalog.curriculum().skills))
"""


def test_threads_that_use_it_first_at_once_see_it_whole() -> None:
    """Each of eight threads imports, builds and publishes at the same moment, as in the first second of a server."""
    assert _printed(FIRST_USE) == f"{[True] * 8} [] 8\n"


def test_a_pack_is_read_from_a_pickle_by_a_process_that_has_none_yet() -> None:
    """As workers get it: the modules come with what is unpickled."""
    pack = catalog.plain_pack(["pricing"])
    code = f"import pickle, reinforce; print(pickle.loads({pickle.dumps(pack)!r}).skills[0].id)"
    assert _printed(code) == "pricing\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_child_that_uses_it_first_has_it_too() -> None:
    """Its parent only imported the library."""
    code = """
import os, reinforce
child = os.fork()
if child == 0:
    from reinforce.catalog import plain_pack
    print(plain_pack(["pricing"]).skills[0].id, flush=True)
    os._exit(0)
os.waitpid(child, 0)
"""
    assert _printed(code) == "pricing\n"


def test_the_package_that_is_tested_is_the_one_that_is_imported() -> None:
    """A new Python finds the same files."""
    assert Path(_printed("import reinforce; print(reinforce.__file__)").strip()) == Path(reinforce.__file__)

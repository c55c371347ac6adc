"""A process that is killed leaves what it was told is written, and of what it was writing all or nothing."""

from contextlib import ExitStack, closing

from reinforce.stores.sql import SQLStore
from reinforce.testing import samples
from tests.stores.processes import running

PROGRAM = """
    import sqlite3, sys
    from sqlalchemy import create_engine
    from reinforce.stores.sql import SQLStore
    from reinforce.testing import samples

    url, last = sys.argv[1], int(sys.argv[2])
    counting = False

    def stop(statement):
        global last
        if counting and not statement.startswith("BEGIN"):
            last -= 1
            if last == 0:
                print("in the middle", flush=True)
                sys.stdin.read()

    class Stopping(sqlite3.Cursor):
        def execute(self, statement, *given):
            super().execute(statement, *given)
            stop(statement)

        def executemany(self, statement, given):
            super().executemany(statement, given)
            stop(statement)

    class Connection(sqlite3.Connection):
        def cursor(self, *_):
            return super().cursor(Stopping)

    store = SQLStore(create_engine(url, connect_args={"factory": Connection}))
    store.apply(samples.tenant())
    print("acknowledged", flush=True)
    counting = True
    store.apply(samples.everything())
    print("acknowledged", flush=True)
    sys.stdin.read()
"""


def test_a_process_killed_while_it_writes_leaves_nothing_of_it(sqlite_url: str) -> None:
    """Killed after any of the statements of a change, the next one to open finds what was there before."""
    with closing(SQLStore.open(f"{sqlite_url}.whole")) as store:
        store.apply(samples.tenant())
        before = samples.held(store)
        store.apply(samples.everything())
        after = samples.held(store)
    urls = {statement: f"{sqlite_url}.{statement}" for statement in (1, 5, 9, 99)}
    with ExitStack() as stack:
        started = {
            statement: stack.enter_context(running(PROGRAM, urls[statement], str(statement))) for statement in urls
        }
        for statement, (process,) in started.items():
            heard = (process.hear(), process.hear())
            process.kill()
            assert heard == ("acknowledged", "acknowledged" if statement == 99 else "in the middle")
            with closing(SQLStore.open(urls[statement])) as store:
                assert samples.held(store) == (after if statement == 99 else before)

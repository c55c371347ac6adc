"""Erasure under load: what arrives while somebody is erased is erased too, or refused; nothing is left behind."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from time import sleep

from reinforce import Engine, ErasedError, Rating, Tenant
from reinforce.journal import EventKind
from tests.support.stores import AnyStore, small_tenant

WRITERS, ROUNDS, TURNS = 3, 4, 40


def _write(tenant: Tenant, writer: int, stop: Signal) -> int:
    """
    Send reviews, retractions and skills used at work until somebody is gone; return how many turns were taken.

    They are not without end: each makes the log longer, and whoever erases looks through it between two of them.
    """
    taken = 0
    while not stop.is_set() and taken < TURNS:
        try:
            tenant.practice.review("ana", "terms", Rating.Good, review_id=f"{writer}-{taken}", assessor="ben")
            tenant.practice.undo("ana", review_id=f"{writer}-{taken}")
            tenant.practice.record_coaching("ben", "terms", by="ana")
        except ErasedError:
            return taken
        taken += 1
    return taken


def test_nothing_is_left_of_somebody_erased_under_load(any_store: AnyStore) -> None:
    """Writers who go on while a learner is erased, and taken on anew, leave nothing of the one before."""
    with Engine.over(any_store.new()) as engine:
        tenant = small_tenant(engine)
        tenant.roster.put("ben")
        store = tenant.privacy._context.store  # noqa: SLF001 - what is kept is what counts
        for _ in range(ROUNDS):
            stop = Signal()
            with ThreadPoolExecutor(WRITERS) as pool:
                running = [pool.submit(_write, tenant, writer, stop) for writer in range(WRITERS)]
                try:
                    # A turn leaves two entries with ana, so that with more than this somebody has had a whole one.
                    while len(store.entries("acme", learner="ana")) <= 2 * WRITERS:
                        sleep(0.001)
                    erased = tenant.privacy.erase("ana")
                finally:
                    stop.set()
                taken = [one.result() for one in running]
            assert erased.removed > 2 * WRITERS
            assert sum(taken)
            held = store.held("acme", "ana")
            assert {name: rows for name, rows in held.items() if rows} == {}
            assert tenant.policies.verify().clean
            tenant.roster.put("ana")
        digests = [one.body["digest"] for one in store.events("acme") if one.kind is EventKind.ERASURE]
        assert digests == [tenant.privacy.digest("ana")] * ROUNDS

"""Compaction and new ids change no card, whatever came before and whatever comes after, on every store."""

from hypothesis import settings

from reinforce.testing.maintenance_machine import MaintenanceMachine
from tests.support.stores import AnyStore

_EXAMPLES = {"memory": 30, "sqlite": 4, "postgresql": 3}


def test_old_entries_give_way_and_cards_stay(any_store: AnyStore) -> None:
    """Whatever is practised, compacted, renamed, late or taken back, cards are those of the plain model's whole log."""

    class Machine(MaintenanceMachine):
        new_store = staticmethod(any_store.new)
        reopened = staticmethod(any_store.again)

    case = Machine.TestCase
    case.settings = settings(max_examples=_EXAMPLES[any_store.kind], stateful_step_count=30)
    case("runTest").runTest()

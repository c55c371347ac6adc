"""Engine and plain model side by side, on every store."""

from hypothesis import settings

from reinforce.testing.state_machine import PracticeMachine
from tests.support.stores import AnyStore

_EXAMPLES = {"memory": 80, "sqlite": 15, "postgresql": 8}


def test_the_engine_is_its_plain_model(any_store: AnyStore) -> None:
    """Whatever is published, practised, repeated, late, taken back or restarted, the cards are the plain model's."""

    class Machine(PracticeMachine):
        new_store = staticmethod(any_store.new)
        reopened = staticmethod(any_store.again)

    case = Machine.TestCase
    case.settings = settings(max_examples=_EXAMPLES[any_store.kind], stateful_step_count=25)
    case("runTest").runTest()

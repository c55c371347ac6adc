"""What an engine keeps at hand, written and shown: for the laws of what a host's transaction takes back."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from reinforce import Engine, Rating
from reinforce.engine.context.versions import AtHand
from reinforce.errors import ErasedError, NotFoundError
from reinforce.practice import Settings
from reinforce.testing.packs import small_pack

KEPT = {"tenants", "policies", "of_learners", "newest", "older", "keys"}
"""All of what is kept, which `write` writes, and `shown` shows; what comes to be kept too, those have to."""


def begin(engine: Engine) -> None:
    """Make the tenant whose practice the law is about."""
    assert vars(AtHand()).keys() == KEPT
    acme = engine.create_tenant("acme", seed=7)
    acme.catalog.publish(small_pack())
    acme.roster.put("ana")


def write(engine: Engine, word: str) -> None:
    """Write something of every kind that is kept at hand, and read and use it, so that it is."""
    acme, seed = engine.tenant("acme"), len(word)
    engine.create_tenant("other", seed=seed)
    acme.policies.adopt(replace(acme.policy, seed=seed, desired_retention=0.7 + seed / 100))
    acme.policies.set_for(Settings(desired_retention=0.71 + seed / 100), learner="ana")
    acme.policies.set_for(Settings(desired_retention=0.72 + seed / 100), skill="terms")
    acme.catalog.publish(small_pack(wording=word))
    acme.catalog.put_skills([word])
    acme.practice.review("ana", word, Rating.Good, assessor="zoe")
    acme.practice.review("ana", "terms", Rating.Easy)
    shown(engine)


def shown(engine: Engine) -> dict[str, Any]:
    """Return what an engine says of all of it."""
    acme = engine.tenant("acme")
    newest = acme.catalog.curriculum()
    try:
        seed = engine.tenant("other").policy.seed
    except NotFoundError:
        seed = 0
    return {
        "tenants": seed,
        "policies": acme.policy,
        "of_learners": acme.policies.policy_of("ana").of("terms"),
        "newest": (newest.edition, sorted(newest.skills)),
        "older": [acme.catalog.curriculum(n).questions["q-terms-1"].prompt for n in range(1, newest.edition + 1)],
        "keys": acme.privacy._context.store.erasure_key("acme") and acme.privacy.digest("zoe"),  # noqa: SLF001 - makes none
    }


def hold(engine: Engine, taken_back: Callable[[Callable[[], None]], None]) -> None:
    """
    Hold the law, in one transaction of the host's or several, which *taken_back* has taken back what it is called with.

    What was taken back is forgotten, nothing is decided by it, and what is written then is what is shown.
    """
    before = shown(engine)
    for word in ("taken", "taken-too"):
        taken_back(partial(write, engine, word))
        assert shown(engine) == before
        taken_back(partial(_hash, engine))
        with pytest.raises(NotFoundError):
            engine.tenant("acme").practice.review("ana", word, Rating.Good)
    write(engine, "standing")


def _hash(engine: Engine) -> None:
    """Hash an id, with a key that is stored."""
    privacy = engine.tenant("acme").privacy
    assert privacy.digest("zoe")
    assert privacy._context.store.erasure_key("acme") is not None  # noqa: SLF001 - as above


def check(engine: Engine, fresh: Engine) -> None:
    """Hold that an *engine* says what a *fresh* one says once all is committed, and that both know who was erased."""
    assert shown(engine) == shown(fresh)
    assert shown(fresh)["tenants"] == len("standing")
    assert fresh.tenant("acme").policies.verify().differences == ()
    engine.tenant("acme").privacy.erase("zoe")
    with pytest.raises(ErasedError):
        fresh.tenant("acme").practice.card("zoe", "terms")

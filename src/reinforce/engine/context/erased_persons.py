"""Who was erased: keyed hashes of their ids, and the names that stand in their place."""

from __future__ import annotations

import hmac
import secrets
from hashlib import blake2b
from typing import TYPE_CHECKING

from reinforce.errors import ErasedError, InvalidParameterError, NotFoundError, StoreError
from reinforce.journal.persons import called, roles
from reinforce.ports import Change, Query, Rewriting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reinforce.engine.context.versions import Known
    from reinforce.journal import Event
    from reinforce.ports import Store

_PSEUDONYM, _GIVEN = "erased:", "given:"
_KEY_BYTES, _DIGEST_BYTES = 32, 16


class ErasedPersons:
    """
    The tenant's erased people.

    Ids are hashed with a key of the tenant. The host gives it, as one *secret* for all tenants; then the tables hold
    only what tells whether it is the right one. Without a secret a random key is made when it is first needed, and
    lies beside the hashes: whoever has the tables can try ids against them. A tenant keeps the key that it began with.
    A tombstone's hash and the pseudonym of the same person differ.
    """

    def __init__(self, store: Store, *, tenant: str, secret: bytes | None, known: Known) -> None:
        self._store, self._tenant, self._known = store, tenant, known
        self._given = None if secret is None else _derived(secret, tenant)

    def digest(self, person: str) -> str:
        """Return the keyed hash under which a person's tombstone stands; the first call makes the tenant's key."""
        return _hash(self._key(), person, purpose=b"tombstone")

    def tombstone(self, person: str, at: datetime) -> Rewriting:
        """Return what writes that a person was erased at an instant: with the key, without which nobody could tell."""
        return Rewriting(key=self._kept(self._key()), tombstones={self.digest(person): at})

    def pseudonym(self, person: str) -> str:
        """Return what stands in entries of others in place of a person who was erased."""
        return _PSEUDONYM + _hash(self._key(), person, purpose=b"pseudonym")

    def erased_at(self, persons: Iterable[str]) -> dict[str, datetime]:
        """Return the instants of erasure of those of *persons* who were erased, also where they are back."""
        key = self._known_key()
        if key is None:
            return {}
        digests = {_hash(key, person, purpose=b"tombstone"): person for person in persons}
        found = self._store.tombstones(self._tenant, list(digests)) if digests else {}
        return {digests[digest]: at for digest, at in found.items()}

    def gone(self, learner: str, *, told: bool = True) -> NotFoundError:
        """Return the error for a learner who is not there: erased, or none, and then, if *told*, what adds one."""
        at = self.erased_at([learner]).get(learner)
        return (
            NotFoundError("learner", learner, told=told) if at is None else ErasedError("learner", learner, before=at)
        )

    def same(self, said: str | None, kept: str | None) -> bool:
        """Whether the person whom somebody names is the one who is kept, by name or by pseudonym."""
        if said == kept:
            return True
        return said is not None and kept is not None and kept.startswith(_PSEUDONYM) and kept == self.pseudonym(said)

    def same_event(self, said: Event, kept: Event) -> bool:
        """Whether the sender of one event said what is kept of another, besides when, by name or by pseudonym."""
        erased = {person for _, person in roles(kept) if person.startswith(_PSEUDONYM)}
        if erased:
            said = called(said, lambda person: name if (name := self.pseudonym(person)) in erased else person)
        return (said.kind, said.target, said.said, said.by) == (kept.kind, kept.target, kept.said, kept.by)

    def named(self, *persons: str | None) -> dict[str, datetime | None]:
        """
        Return the tombstones of those whom entries are about to name, for `Change.persons`; of nobody there is none.

        So whoever is erased between this decision and its writing is not named after all.

        Raises:
            ErasedError: one of the persons was erased, and is not on the roster again.
        """
        if not any(persons):  # most entries name nobody
            return {}
        digests = {person: self.digest(person) for person in persons if person is not None}
        erased = self.erased_at(digests)
        for person, at in erased.items():
            if self._store.read(Query(tenant=self._tenant, learner=person)).epoch is None:
                raise ErasedError("person", person, before=at)
        return {digest: erased.get(person) for person, digest in digests.items()}

    def _key(self) -> str:
        return self._known_key() or self._make_key()

    def _known_key(self) -> str | None:
        """Return the tenant's key, which never changes once it is there; InvalidParameterError for a wrong secret."""
        at_hand = self._known.here.keys
        key = at_hand.get(self._tenant)
        if key is None:
            kept = self._store.erasure_key(self._tenant)
            if kept is not None and kept.startswith(_GIVEN):
                if self._given is None or kept != _check(self._given):
                    reason = f"must be the one with which people of tenant {self._tenant!r} were erased"
                    raise InvalidParameterError("erasure_key", reason)
                kept = self._given
            if kept is None:
                return None
            at_hand.put(self._tenant, key := _sound(kept))
        return key

    def _make_key(self) -> str:
        """Return the tenant's key, which is made now unless somebody else makes it first."""
        made = self._kept(secrets.token_hex(_KEY_BYTES))
        self._store.apply(Change(tenant=self._tenant, rewriting=Rewriting(key=made)))
        return self._known_key() or made

    def _kept(self, key: str) -> str:
        """Return what is kept of a *key*: of one that the host gave only what tells whether it is the right one."""
        return key if self._given is None else _check(self._given)


def checked_secret(secret: object) -> bytes | None:
    """
    Return the host's *secret* for hashes of ids, if there is one.

    Raises:
        InvalidParameterError: it is not bytes, or shorter than 32.
    """
    if secret is None or (isinstance(secret, bytes) and len(secret) >= _KEY_BYTES):
        return secret
    raise InvalidParameterError("erasure_key", f"must be at least {_KEY_BYTES} bytes that nobody can guess")


def _derived(secret: bytes, tenant: str) -> str:
    """Return the key of one tenant, so that the hash of an id is another one in each."""
    return hmac.digest(secret, tenant.encode(), "sha256").hex()


def _sound(key: str) -> str:
    """Return a *key* as it was read; raise StoreError for what is none."""
    try:
        bytes.fromhex(key)
    except ValueError as error:
        # Neither the key nor the error, which tells something of it, belongs into a message.
        raise StoreError("the key for hashes of ids cannot be read as it is stored, and may be damaged") from error
    return key


def _check(key: str) -> str:
    """Return what is kept of a key that the host gave."""
    return _GIVEN + _hash(key, "", purpose=b"check")


def _hash(key: str, person: str, *, purpose: bytes) -> str:
    return blake2b(person.encode(), key=bytes.fromhex(key), digest_size=_DIGEST_BYTES, person=purpose).hexdigest()

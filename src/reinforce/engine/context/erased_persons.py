"""Who was erased: keyed hashes of their ids, and the names that stand in their place."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from reinforce.errors import ErasedError, InvalidParameterError, NotFoundError, StoreError
from reinforce.journal.persons import called, roles
from reinforce.ports import Change, Query, Rewriting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from reinforce.engine.context.versions import Known
    from reinforce.journal import Event
    from reinforce.ports import Store

_PSEUDONYM, _GIVEN = "erased:", "given:"
_KEY_BYTES, _DIGEST_BYTES = 32, 16
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""When what marks a key is said to have been written: among tombstones, of nobody."""


class ErasedPersons:
    """
    The tenant's erased people.

    Ids are hashed with a key of the tenant. The host gives it, as one *secret* for all tenants; then the tables hold
    only what tells whether it is the right one. Without a secret a random key is made when it is first needed, and
    lies beside the hashes: whoever has the tables can try ids against them. A tenant keeps the key that it began with.
    A tombstone's hash and the pseudonym of the same person differ.

    The key is kept at hand. Beside it a mark of it is written among the tombstones, which is asked for with them: where
    it is missing, the database was emptied since, perhaps by another process, and the key is read again.
    """

    def __init__(self, store: Store, *, tenant: str, secret: bytes | None, known: Known) -> None:
        self._store, self._tenant, self._known = store, tenant, known
        self._given = None if secret is None else _derived(secret, tenant)

    def digest(self, person: str) -> str:
        """Return the keyed hash under which a person's tombstone stands; the first call makes the tenant's key."""
        return _hash(self._key_now(), person, purpose=b"tombstone")

    def tombstone(self, person: str, at: datetime) -> Rewriting:
        """Return what writes that a person was erased at an instant: with the key, without which nobody could tell."""
        key = self._key_now()
        tombstones = {_mark(key): _FIRST, _hash(key, person, purpose=b"tombstone"): at}
        return Rewriting(key=self._kept(key), tombstones=tombstones)

    def pseudonym(self, person: str) -> str:
        """Return what stands in entries of others in place of a person who was erased."""
        return _PSEUDONYM + _hash(self._key_now(), person, purpose=b"pseudonym")

    def erased_at(self, persons: Iterable[str]) -> dict[str, datetime]:
        """Return the instants of erasure of those of *persons* who were erased, also where they are back."""
        key = self._known_key()
        if key is None:
            return {}
        _, digests, found = self._tombstones(key, persons, now=self._read_key)
        return {person: found[digest] for person, digest in digests.items() if digest in found}

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
        key = self._known_key() or self._make_key()
        mark, digests, found = self._tombstones(key, filter(None, persons), now=self._key_now)
        for person, digest in digests.items():
            at = found.get(digest)
            if at is not None and self._store.read(Query(tenant=self._tenant, learner=person)).epoch is None:
                raise ErasedError("person", person, before=at)
        return {digest: found.get(digest) for digest in (mark, *digests.values())}

    def _tombstones(
        self, key: str, persons: Iterable[str], *, now: Callable[[], str | None]
    ) -> tuple[str, dict[str, str], Mapping[str, datetime]]:
        """Return the mark of the key, the hashes of *persons* and what is found of them; *now* reads a *key* again."""
        named = tuple(persons)
        while True:
            mark, digests = _mark(key), {person: _hash(key, person, purpose=b"tombstone") for person in named}
            found = self._store.tombstones(self._tenant, [mark, *digests.values()]) if named else {}
            if not named or mark in found or (newer := now()) in (key, None):
                return mark, digests, found
            key = newer

    def _key_now(self) -> str:
        """Return the tenant's key as it is in the database, whatever is at hand; made now where there is none."""
        return self._read_key() or self._make_key()

    def _known_key(self) -> str | None:
        """Return the tenant's key, at hand or as it is in the database; ``None`` before it is first needed."""
        return self._known.here.keys.get(self._tenant) or self._read_key()

    def _read_key(self) -> str | None:
        """Return the key that is in the database, at hand from now on; InvalidParameterError for a wrong secret."""
        kept = self._store.erasure_key(self._tenant)
        if kept is not None and kept.startswith(_GIVEN):
            if self._given is None or kept != _check(self._given):
                reason = f"must be the one with which people of tenant {self._tenant!r} were erased"
                raise InvalidParameterError("erasure_key", reason)
            kept = self._given
        if kept is None:
            return None
        self._known.here.keys.put(self._tenant, key := _sound(kept))
        return key

    def _make_key(self) -> str:
        """Return the tenant's key, which is made now unless somebody else makes it first."""
        made = secrets.token_hex(_KEY_BYTES) if self._given is None else self._given
        rewriting = Rewriting(key=self._kept(made), tombstones={_mark(made): _FIRST})
        self._store.apply(Change(tenant=self._tenant, rewriting=rewriting))
        return self._read_key() or made

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


def _mark(key: str) -> str:
    """Return what stands among the tombstones for a key itself."""
    return _hash(key, "", purpose=b"mark")


def _hash(key: str, person: str, *, purpose: bytes) -> str:
    return blake2b(person.encode(), key=bytes.fromhex(key), digest_size=_DIGEST_BYTES, person=purpose).hexdigest()

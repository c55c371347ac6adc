"""``python -m examples.lms_fastapi.remind``: write to whoever has practice waiting; for a timer, every few minutes."""

import asyncio

from examples.lms_fastapi.lms import TENANT, opened
from examples.lms_fastapi.people import write_to
from reinforce.ports import Clock


async def remind(url: str | None = None, *, clock: Clock | None = None) -> None:
    """Write the reminders that are due, each once on a learner's day; *url* and *clock* are as for `opened`."""
    async with opened(url, clock=clock) as lms:
        outbox = (await lms.reinforce.tenant(TENANT)).outbox
        for claim in await outbox.claim_due():
            await write_to(lms, claim.learner, "Practice is waiting. Ten minutes will do: /learn")
            await outbox.acknowledge(claim)


if __name__ == "__main__":
    asyncio.run(remind())

"""What an error tells: nothing of other tenants."""

import pytest

from reinforce import Engine
from reinforce.errors import NotFoundError


def test_a_tenant_that_is_not_there_names_no_other(engine: Engine) -> None:
    """Whoever misspells a tenant is not told the names of customers, however alike they are."""
    engine.create_tenant("tenant-b7")
    with pytest.raises(NotFoundError) as refused:
        engine.tenant("tenant-b8")
    assert (str(refused.value), refused.value.near) == ("there is no tenant 'tenant-b8'", ())

"""Names of operations, `Microsoft.Compute/virtualMachines/start/action`, as roles and deny assignments list them."""

from __future__ import annotations

import re
from typing import Any

from local_clouds.azure.errors import bad_request

_VERBS = frozenset({"read", "write", "delete", "action", "*"})
_NAME = re.compile(r"\*|\*(/[A-Za-z0-9*_.$-]+)*/[A-Za-z*]+|[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+(/[A-Za-z0-9*_.$-]+)+")


def check_operations(names: Any) -> None:  # noqa: ANN401
    """Check that each entry looks like an operation.

    Raises:
        ArmError: `InvalidActionOrNotAction`.
    """
    for name in names or []:
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name.rpartition("/")[2].lower() not in _VERBS:
            raise bad_request(
                "InvalidActionOrNotAction",
                f"'{str(name)[:200]}' does not match any of the actions supported by the providers.",
            )

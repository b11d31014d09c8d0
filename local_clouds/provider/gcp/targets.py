"""Resources that have an allow policy: how it is read, and how it is changed when others change it too.

Each change reads the policy, changes it and writes it with the etag that it was read with; where somebody else was
faster the whole is done again, as the real provider does.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local_clouds.provider.errors import ServiceError
from local_clouds.provider.gcp.convert import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.gcp.session import Session

_ATTEMPTS = 12
_CONFLICTS = frozenset({"409", "412", "aborted", "conditionNotMet"})

_locks: dict[str, threading.Lock] = {}


def _lock(policy: str) -> threading.Lock:
    """Return the lock of a policy: this process changes each from one place at a time, as the real provider does."""
    return _locks.setdefault(policy, threading.Lock())


@dataclass(frozen=True)
class Target:
    """A kind of resource that has an allow policy.

    Attributes:
        api: API and version.
        collection: the client's path to the collection.
        owner: the id's part that names the resource; its fields are inputs.
        resource: what is given to the client as the resource's name; the owner if left out.
        parameter: the parameter that takes it.
        wrapped: the policy is sent in a field `policy`, as all services but Storage want it.
        reads_by_get: the version that getIamPolicy takes is a parameter, not a body.
        masked: setIamPolicy takes a mask of what to change.
    """

    api: str
    collection: str
    owner: str
    resource: str | None = None
    parameter: str = "resource"
    wrapped: bool = True
    reads_by_get: bool = False
    masked: bool = True

    def read(self, session: Session, values: Mapping[str, Any]) -> JSON:
        """Fetch the policy with its conditions."""
        where: JSON = {self.parameter: fill(self.resource or self.owner, values)}
        if self.reads_by_get:
            option = "options_requestedPolicyVersion" if self.wrapped else "optionsRequestedPolicyVersion"
            where[option] = 3
        else:
            where["body"] = {"options": {"requestedPolicyVersion": 3}}
        return session.call(self.api, f"{self.collection}.getIamPolicy", **where)

    def write(self, session: Session, values: Mapping[str, Any], policy: JSON) -> JSON:
        """Send the policy whole."""
        where = {self.parameter: fill(self.resource or self.owner, values)}
        sent: JSON = {key: policy[key] for key in ("bindings", "etag", "auditConfigs") if key in policy}
        sent["version"] = 3
        body: JSON = {"policy": sent} if self.wrapped else sent
        if self.wrapped and self.masked:
            whole = self.api not in {"secretmanager.v1", "run.v2"}
            body["updateMask"] = "bindings,etag,auditConfigs" if whole else "bindings,etag"
        return session.call(self.api, f"{self.collection}.setIamPolicy", **where, body=body)

    def change(self, session: Session, values: Mapping[str, Any], edit: Callable[[JSON], None]) -> JSON:
        """Read, edit and write, again where the policy changed in between. Raises ServiceError if that never ends."""
        for attempt in range(_ATTEMPTS):
            with _lock(f"{self.api}/{fill(self.resource or self.owner, values)}"):
                policy = self.read(session, values)
                edit(policy)
                try:
                    return self.write(session, values, policy)
                except ServiceError as error:
                    if error.code not in _CONFLICTS or attempt == _ATTEMPTS - 1:
                        raise
            time.sleep(random.uniform(0, 0.02 * 2 ** min(attempt, 5)))  # noqa: S311 - not a secret
        raise ServiceError("ABORTED", "the policy kept changing")

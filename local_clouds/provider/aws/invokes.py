"""Functions of the `aws` package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_clouds.provider.errors import UnsupportedError

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session


def invoke(session: Session, token: str, args: JSON) -> JSON:
    raise UnsupportedError(token, "local_clouds/provider/aws/invokes.py")

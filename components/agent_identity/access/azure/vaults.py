"""Key vaults and what is in them: nothing of them is read without naming the operation.

Source: https://learn.microsoft.com/azure/key-vault/general/rbac-guide.
"""

from typing import Final

from agent_identity.access.azure.kind import Kind

_VAULT: Final = "Microsoft.KeyVault/vaults"
_SOURCE: Final = "https://learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault"
_METADATA: Final = (f"{_VAULT}/certificates/read", f"{_VAULT}/keys/read", f"{_VAULT}/secrets/readMetadata/action")


def _of(kind: str, *verbs: str) -> tuple[str, ...]:
    return tuple(f"{_VAULT}/{kind}/{verb}" for verb in verbs)


VAULTS: Final = (
    Kind(
        title="key vault",
        type=_VAULT,
        source=_SOURCE,
        reads=(),
        named=_METADATA,
        credential=_METADATA,
        wide=_METADATA,
        note="of the whole vault only lists may be named; what is in it is granted one by one",
    ),
    Kind(
        title="secret",
        type=f"{_VAULT}/secrets",
        source=_SOURCE,
        reads=(),
        data_actions=_of("secrets", "delete", "recover/action", "update/action"),
        named=_of("secrets", "getSecret/action", "readMetadata/action"),
        credential=_of("secrets", "getSecret/action", "readMetadata/action", "setSecret/action"),
    ),
    Kind(
        title="key",
        type=f"{_VAULT}/keys",
        source=_SOURCE,
        reads=(),
        data_actions=_of("keys", "delete", "recover/action", "rotate/action"),
        named=_of("keys", *(f"{verb}/action" for verb in ("decrypt", "encrypt", "sign", "unwrap", "verify", "wrap"))),
        credential=_of("keys", "read"),
    ),
    Kind(
        title="certificate",
        type=f"{_VAULT}/certificates",
        source=_SOURCE,
        reads=(),
        data_actions=_of("certificates", "delete", "recover/action", "update/action"),
        credential=_of("certificates", "read"),
    ),
)
"""The kinds of a key vault."""

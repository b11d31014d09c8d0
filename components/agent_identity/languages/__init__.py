"""The components for every language: one package, whose schema generates SDKs and whose process builds components."""

from agent_identity.languages.host import serve
from agent_identity.languages.provider import PackageProvider

__all__ = ["PackageProvider", "serve"]

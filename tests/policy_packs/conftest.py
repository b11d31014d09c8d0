"""The engine that all tests of this folder share, and the examples of all rules run through it once."""

import pytest
from agent_identity_pack.rules import RULES

from tests.policy_packs import echo_provider
from tests.policy_packs.engine import CONFIG, Engine, Outcome


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory):
    with echo_provider.serving() as port:
        yield Engine(tmp_path_factory.mktemp("policy-pack"), port)


@pytest.fixture(scope="session")
def examples(engine: Engine) -> dict[str, Outcome]:
    """What the engine said of the `fails`, `passes` and `unknown` examples of all rules, each kind in one program."""
    return {kind: engine.preview(kind, _program(kind), CONFIG) for kind in ("fails", "passes", "unknown")}


def _program(kind: str) -> str:
    """Returns one program that runs every rule's example of a kind, each in names of its own."""
    sources = {rule.id: getattr(rule.examples, kind) for rule in RULES}
    lines = [f"exec(compile({source!r}, {name!r}, 'exec'), {{}})" for name, source in sources.items() if source]
    return "\n".join(lines) + "\n"

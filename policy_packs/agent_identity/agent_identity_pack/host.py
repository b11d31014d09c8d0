# ruff: noqa: ARG002, N802 - the protocol names the methods and their arguments
"""The process that the engine talks to: the Analyzer service of Pulumi's plugin protocol.

`pulumi_policy` hosts a pack too, but it converts every resource anew for every policy, gives one level to all
violations of a policy, and raises on unknown values. Here a resource is read once for all rules, each violation has
its own level (mandatory for agents, advisory for others), and most resources are passed over by their type alone.
docs/rules/index.md states what that saves.
"""

import gc
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import analyzer_pb2 as wire
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2

from agent_identity.permissions.stacks.kinds import kind_of
from agent_identity.permissions.stacks.resource import Resource
from agent_identity_pack.agents import TAG_FIELDS
from agent_identity_pack.config import Config, ConfigError, read_config
from agent_identity_pack.judge import Judge, Violation
from agent_identity_pack.rule import STANDARDS, Rule
from agent_identity_pack.wire import changed, decode

if TYPE_CHECKING:
    from collections.abc import Mapping

PACK: Final = "agent-identity"
"""Name of the pack, and of the policy that carries its configuration."""
VERSION: Final = "0.1.0"

_LARGEST_MESSAGE: Final = 400 * 1024 * 1024
"""Bytes; a whole stack comes in one message. The same limit as pulumi_policy's."""
_LEVELS: Final = {"mandatory": wire.MANDATORY, "advisory": wire.ADVISORY}
_SEVERITIES: Final = {
    "low": wire.POLICY_SEVERITY_LOW,
    "medium": wire.POLICY_SEVERITY_MEDIUM,
    "high": wire.POLICY_SEVERITY_HIGH,
    "critical": wire.POLICY_SEVERITY_CRITICAL,
}
_NOTHING: Final = wire.AnalyzeResponse()
_NO_REMEDIATION: Final = wire.RemediateResponse()


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """Answers the engine.

    Attributes:
        remedies: Whether the configuration asks for any remediation.

    Args:
        rules: All rules.
        today: The day on which waivers are judged.
    """

    def __init__(self, rules: tuple[Rule, ...], today: date) -> None:
        self._rules = {rule.id: rule for rule in rules}
        self._today = today
        self._judge = Judge(rules, Config(), today)
        self.remedies = False

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Tells the pack's version."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetAnalyzerInfo(self, request: Empty, context: grpc.ServicerContext) -> wire.AnalyzerInfo:
        """Tells what policies there are."""
        info = wire.AnalyzerInfo(name=PACK, version=VERSION, supportsConfig=True)
        info.policies.append(_configuration_policy())
        info.policies.extend(_policy_info(rule) for rule in self._rules.values())
        return info

    def Configure(self, request: wire.ConfigureAnalyzerRequest, context: grpc.ServicerContext) -> Empty:
        """Takes the configuration; what is wrong with it ends the run."""
        given = request.policyConfig[PACK].properties if PACK in request.policyConfig else None
        levels = {
            rule: wire.EnforcementLevel.Name(request.policyConfig[rule].enforcementLevel).lower()
            for rule in self._rules
            if rule in request.policyConfig and request.policyConfig[rule].enforcementLevel != wire.MANDATORY
        }
        try:
            config = read_config(
                MessageToDict(given) if given is not None else {},
                self._rules,
                self._today,
                [rule.id for rule in self._rules.values() if rule.remedy is not None],
            )
        except ConfigError as error:
            problems = "\n".join(f"  {problem}" for problem in error.problems)
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"the configuration of {PACK} cannot be used:\n{problems}")
        self._judge = Judge(tuple(self._rules.values()), config.with_engine_levels(levels), self._today)
        self.remedies = bool(config.remediations)
        return Empty()

    def ConfigureStack(
        self, request: wire.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> wire.AnalyzerStackConfigureResponse:
        """Takes note of the stack; no rule depends on its name."""
        return wire.AnalyzerStackConfigureResponse()

    def Remediate(self, request: wire.AnalyzeRequest, context: grpc.ServicerContext) -> wire.RemediateResponse:
        """Puts right what has one right answer, where the configuration says so."""
        if not self.remedies or not self._concerns(request.type):
            return _NO_REMEDIATION
        properties, said = request.properties, []
        for rule, changes in self._judge.remedies(_asked(request)):
            properties = changed(properties, changes)
            said.append(
                wire.Remediation(
                    policyName=rule.id,
                    policyPackName=PACK,
                    policyPackVersion=VERSION,
                    description=rule.remedy.sentence if rule.remedy is not None else "",
                    properties=properties,
                )
            )
        return wire.RemediateResponse(remediations=said) if said else _NO_REMEDIATION

    def Analyze(self, request: wire.AnalyzeRequest, context: grpc.ServicerContext) -> wire.AnalyzeResponse:
        """Judges one resource before its step."""
        if not self._concerns(request.type):
            return _NOTHING
        return self._response(self._judge.resource(_asked(request)))

    def AnalyzeStack(self, request: wire.AnalyzeStackRequest, context: grpc.ServicerContext) -> wire.AnalyzeResponse:
        """Judges the whole stack after its steps, or their preview."""
        return self._response(self._judge.stack([self._made(item) for item in request.resources]))

    def _concerns(self, token: str) -> bool:
        # What a Kubernetes resource makes stands in its inputs, not in its token alone.
        return token.startswith("kubernetes:") or self._judge.concerns(kind_of(token))

    def _made(self, item: wire.AnalyzerResource) -> Resource:
        concerned = self._concerns(item.type)
        return Resource(
            urn=item.urn,
            type=item.type,
            name=item.name,
            # What no rule judges may still be what an unknown value was made from: whose it is stands in its tags.
            outputs=decode(item.properties) if concerned else decode(item.properties, *TAG_FIELDS),
            parent=item.parent or None,
            provider=decode(item.provider.properties) if concerned else {},
            sources={name: tuple(found.urns) for name, found in item.propertyDependencies.items()},
        )

    def _response(self, violations: list[Violation]) -> wire.AnalyzeResponse:
        if not violations:
            return _NOTHING
        return wire.AnalyzeResponse(diagnostics=[self._diagnostic(violation) for violation in violations])

    def _diagnostic(self, violation: Violation) -> wire.AnalyzeDiagnostic:
        rule = self._rules[violation.rule]
        return wire.AnalyzeDiagnostic(
            policyName=rule.id,
            policyPackName=PACK,
            policyPackVersion=VERSION,
            description=rule.sentence,
            message=violation.message,
            enforcementLevel=_LEVELS[violation.level],
            urn=violation.urn,
            severity=_SEVERITIES[rule.severity],
        )


def _asked(request: wire.AnalyzeRequest) -> Resource:
    return Resource(
        urn=request.urn,
        type=request.type,
        name=request.name,
        inputs=decode(request.properties),
        parent=request.options.parent or None,
        provider=decode(request.provider.properties),
    )


def _configuration_policy() -> wire.PolicyInfo:
    info = wire.PolicyInfo(
        name=PACK,
        description="The pack's configuration: approved boundaries, who is an agent, levels, waivers.",
        enforcementLevel=wire.MANDATORY,
        policy_type=wire.POLICY_TYPE_STACK,
    )
    properties: Mapping[str, Mapping[str, str]] = {
        "approvedBoundaries": {"description": "Boundaries that an identity may have, by cloud."},
        "assumableRoles": {"description": "ARNs of the AWS roles that a boundary may leave agents to assume."},
        "trustedIssuers": {"description": "OIDC issuers that a federated credential may name."},
        "agents": {"description": "Who counts as an agent beyond manifest, tags, path and namespace."},
        "levels": {"description": "mandatory, advisory or disabled, by rule, for agents and for others."},
        "waivers": {"description": "Findings that may pass until a day."},
        "waiversFile": {"description": "A file that holds waivers."},
        "remediations": {"description": "Rules that put right by themselves what they find; none by default."},
    }
    info.configSchema.properties.update(properties)
    return info


def _policy_info(rule: Rule) -> wire.PolicyInfo:
    main = rule.requirements[0]
    return wire.PolicyInfo(
        name=rule.id,
        description=rule.sentence,
        enforcementLevel=wire.MANDATORY,
        policy_type=wire.POLICY_TYPE_RESOURCE,
        severity=_SEVERITIES[rule.severity],
        framework=wire.PolicyComplianceFramework(name=STANDARDS[main], reference=", ".join(rule.requirements)),
        tags=[rule.id.partition("-")[0], *rule.requirements],
        remediation_steps=rule.remediation,
    )


def _unread_remediations(analyzer: Analyzer) -> grpc.GenericRpcHandler:
    """Returns a handler of Remediate, which the engine asks of every resource, that reads nothing where none is on."""

    def remediate(request: bytes, context: grpc.ServicerContext) -> bytes:
        if not analyzer.remedies:
            return b""
        return bytes(analyzer.Remediate(wire.AnalyzeRequest.FromString(request), context).SerializeToString())

    handler = grpc.unary_unary_rpc_method_handler(remediate)
    return grpc.method_handlers_generic_handler("pulumirpc.Analyzer", {"Remediate": handler})


def serve(rules: tuple[Rule, ...]) -> None:
    """Serves the pack on a free port of the loopback, prints that port, and runs until the engine ends the process."""
    # One worker: the engine asks about one resource at a time, and the stack must be seen in that order.
    server = grpc.server(
        ThreadPoolExecutor(max_workers=1), options=[("grpc.max_receive_message_length", _LARGEST_MESSAGE)]
    )
    analyzer = Analyzer(rules, datetime.now(UTC).date())
    server.add_generic_rpc_handlers((_unread_remediations(analyzer),))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer, server)
    # A run ends soon and keeps what it has read; a collector would look at all of it again and again.
    gc.disable()
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        server.stop(0)

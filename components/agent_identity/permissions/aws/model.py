"""What an input says of AWS: principals with their policies, the organisation's limits, and what runs as whom.

Every reader (an account's authorization details, bare documents, a Pulumi stack, the policy pack) makes a `World`;
the evaluator and the analysis know nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from agent_identity.permissions.aws.policy import Document

Layer = Literal["inline", "managed", "group", "boundary", "session", "scp", "rcp", "resource", "trust"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy in the place where it works.

    Attributes:
        layer: Which kind of policy it is.
        name: The name of an inline policy, the ARN of a managed one, the resource's ARN of a resource policy.
        document: Its document; None where its text is not in the input.
        scope: The group through which it comes, or the organisation's level that it is attached to.
        origin: What in the input gives it there: the URN of an attachment, for one.
    """

    layer: Layer
    name: str
    document: Document | None
    scope: str | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """A role or user.

    Attributes:
        arn: Its ARN; the name that a reader gave to one that has none.
        kind: Which of the two.
        account: Its account, "" where nothing says.
        name: Its name.
        path: Its path, `/` where none was given.
        tags: Its tags, exact names. None where they are not known.
        policies: All identity policies: inline, managed, and those of its groups.
        boundary: Its permissions boundary, or None.
        trust: A role's trust policy; None for a user, or where the text is not in the input.
        agent: Whether it is an agent's; None where nothing says.
        service_linked: Whether it is a service-linked role, which organisation policies do not bind.
        origin: Where it stands in the input: a URN, a JSON pointer, a file.
        subject: What stands for it in the ids of findings, where its ARN may not be known from the beginning.
    """

    arn: str
    kind: Literal["role", "user"]
    account: str
    name: str
    path: str = "/"
    tags: Mapping[str, str] | None = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    trust: Policy | None = None
    agent: bool | None = None
    service_linked: bool = False
    origin: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Host:
    """Something that runs as a principal: a function, task definition, instance, job or project.

    Attributes:
        arn: Its ARN, or a pattern for one whose ARN has parts that the input does not contain.
        identity: ARN of the role that it runs as.
    """

    arn: str
    identity: str


@dataclass(frozen=True, slots=True)
class Organization:
    """The limits of an organisation, for every account of the input that is not its management account.

    Attributes:
        management_account: The account that service and resource control policies do not bind; None: not known.
        scp_levels: Service control policies by level from the root down: at each level one must allow.
        rcp_levels: Resource control policies likewise.
        accounts: Levels of single accounts, in place of the two above: account → (SCP levels, RCP levels).
    """

    management_account: str | None = None
    scp_levels: tuple[tuple[Policy, ...], ...] = ()
    rcp_levels: tuple[tuple[Policy, ...], ...] = ()
    accounts: Mapping[str, tuple[tuple[tuple[Policy, ...], ...], tuple[tuple[Policy, ...], ...]]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class World:
    """All that an input says.

    Attributes:
        principals: By ARN.
        managed: Managed policies of the input by ARN, attached or not.
        hosts: What runs as whom.
        profiles: Role ARNs by instance profile ARN.
        resource_policies: Resource policies by the resource's ARN.
        organization: Its limits.
        complete_accounts: Accounts of which every principal is in the input.
        assumptions: What was taken as empty.
    """

    principals: Mapping[str, Principal]
    managed: Mapping[str, Policy] = field(default_factory=dict)
    hosts: tuple[Host, ...] = ()
    profiles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    resource_policies: Mapping[str, Policy] = field(default_factory=dict)
    organization: Organization = Organization()
    complete_accounts: frozenset[str] = frozenset()
    assumptions: tuple[str, ...] = ()

"""AWS: every escalation technique, from named ones and from the tables of actions by service."""

from typing import Final

from agent_identity.permissions.techniques.aws.credentials import CREDENTIALS
from agent_identity.permissions.techniques.aws.guards import GUARDS
from agent_identity.permissions.techniques.aws.handover_acts import ACTS
from agent_identity.permissions.techniques.aws.handover_code import CODE
from agent_identity.permissions.techniques.aws.handover_definitions import DEFINITIONS
from agent_identity.permissions.techniques.aws.hosts import HOSTS
from agent_identity.permissions.techniques.aws.policies import POLICIES
from agent_identity.permissions.techniques.aws.principals import PRINCIPALS
from agent_identity.permissions.techniques.aws.routes import ROUTES
from agent_identity.permissions.techniques.aws.rows import Words, by_service, handovers, row
from agent_identity.permissions.techniques.aws.stores import STORES
from agent_identity.permissions.techniques.model import Kind, Need, On, Technique, When

_TAGS: Final = row(
    "aws-tag-resource",
    Kind.PRINCIPAL,
    "writes a resource's tags, which grants and denials may read",
    (
        Need(
            ("*:AddTags*", "*:CreateTags", "*:DeleteTags", "*:RemoveTags*", "*:Tag*", "*:Untag*", "*:UpdateTags*"),
            On.RESOURCE,
            keys=("aws:TagKeys", "aws:RequestTag/*"),
        ),
    ),
    Words(
        "the resource, where a policy decides by aws:ResourceTag",
        "Whoever writes the attribute that a policy reads, decides.",
        "fix the tag keys with aws:TagKeys",
    ),
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html",
    when=When.TAG_READ,
)

TECHNIQUES: Final[tuple[Technique, ...]] = (
    *PRINCIPALS,
    _TAGS,
    *by_service(
        CREDENTIALS,
        Kind.CREDENTIAL,
        "credential",
        "gets a credential, token, key or signed address from {service}",
        Words(
            "what it authenticates as, or the caller's rights beyond the caller's limits",
            "It works for whoever holds it, often after the caller's own session has ended.",
            "let the runtime give the workload its credentials; name the one resource of the agent's own",
        ),
    ),
    *by_service(
        STORES,
        Kind.CREDENTIAL,
        "store",
        "reads or copies what {service} keeps, credentials in it",
        Words(
            "the keys, tokens and passwords that lie in it",
            "Environments, templates, start-up scripts, images and disks hold secrets in plain text.",
            "name the one resource of the agent's own",
        ),
        On.STORE,
    ),
    *handovers(CODE, runs_code=True),
    *handovers(ACTS, runs_code=False),
    *DEFINITIONS,
    *by_service(
        HOSTS,
        Kind.HOST,
        "host",
        "changes, feeds or enters something that runs in {service}",
        Words(
            "the role of what runs there",
            "The role stays where it is while the code, command, image or trigger changes; no role is passed.",
            "name the agent's own function, task or job, or leave the change to a pipeline",
        ),
    ),
    *by_service(
        POLICIES,
        Kind.POLICY,
        "policy",
        "writes who may reach resources of {service}",
        Words(
            "the resource, for whomever the policy then names",
            "A resource's own policy can name any principal, and lets a session past what its boundary does not deny.",
            "leave policies to the stack that owns the resource",
        ),
    ),
    *by_service(
        GUARDS,
        Kind.GUARD,
        "guard",
        "weakens a guard of {service}",
        Words(
            "a limit or a watcher less, for everybody",
            "What does not record, deny or alert cannot be asked afterwards.",
            "leave guards to the security account",
        ),
    ),
    *ROUTES,
)
"""Every technique of AWS, in the order of the kinds."""

"""What the table of actions does not say about AWS resources: what holds what, and what holds secrets.

Each entry names the page that says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Kind = tuple[str, str]
"""A service's prefix and one of its resource types, like `("s3", "bucket")`."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a container holds.

    Attributes:
        suffix: What follows the container's ARN in the ARN of its content.
        kind: The resource type of the content.
        on_write: Whether a write of the container is one of its content too; a read always is.
    """

    suffix: str
    kind: str
    on_write: bool = False


CONTENTS: Final[Mapping[Kind, tuple[Content, ...]]] = {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
    ("s3", "bucket"): (Content("/*", "object"),),
    ("s3", "accesspoint"): (Content("/object/*", "accesspointobject"),),
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/using-identity-based-policies.html
    ("dynamodb", "table"): (Content("/index/*", "index"),),
    # A group is judged by its ARN with or without `:*`, by operation; its streams are within the former:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    ("logs", "log-group"): (Content(":*", "log-group", on_write=True), Content(":*", "log-stream", on_write=True)),
    # Requests to a domain are judged by their path:
    # https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
    ("es", "domain"): (Content("/*", "domain", on_write=True),),
}
"""What a resource named without a path includes. The name of such a resource takes no wildcard."""

MORE_FORMS: Final[Mapping[Kind, str]] = {
    ("es", "domain"): "arn:${Partition}:es:${Region}:${Account}:domain/${DomainName}/${Path}",
    # An alias or version is named in the place of its function:
    # https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
    ("lambda", "function"): "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Qualifier}",
}
"""Second forms of a type's ARN."""

ANCESTORS: Final[Mapping[Kind, tuple[tuple[str, str], ...]]] = {
    # The catalog and the database are judged with what is in them:
    # https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    ("glue", "table"): (("rootcatalog", "catalog"), ("database", "database/{0}")),
    ("glue", "database"): (("rootcatalog", "catalog"),),
}
"""By type, the types and last parts of the ARNs that AWS judges together with it; `{0}` is the container's name."""

STORES: Final[frozenset[Kind]] = frozenset({("kms", "key"), ("secretsmanager", "Secret"), ("ssm", "parameter")})
"""Stores of secrets, tokens and keys. To read one, the operation must be named."""

REVEALING: Final[frozenset[str]] = frozenset(
    {
        "kms:Decrypt",
        "secretsmanager:BatchGetSecretValue",
        "secretsmanager:GetSecretValue",
        "ssm:GetParameter",
        "ssm:GetParameterHistory",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
    }
)
"""Operations that return a secret, token or credential; no read includes one unless it is named.

Their answers say so: `SecretString`, `Parameter.Value` (in the clear `WithDecryption`), `Plaintext`
(https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html,
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Parameter.html,
https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html).
"""

WITHOUT_RESOURCE_TOO: Final[frozenset[str]] = frozenset(
    {
        "comprehend:DetectEntities",
        "polly:SynthesizeSpeech",
        "rekognition:DetectModerationLabels",
        "translate:TranslateText",
    }
)
"""Operations whose resources, a lexicon or a model of one's own, are extras: `*` is the call without them.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazontranslate.html, and the pages beside it.
"""

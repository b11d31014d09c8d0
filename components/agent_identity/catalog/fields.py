"""The kinds of values that the catalog's fields hold, each with the pattern that editors check too."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Fields(BaseModel):
    """A mapping of the catalog: read-only, and no field but those it has; numbers and booleans are never guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a text field, checked by pydantic here and by editors through the JSON Schema.

    Attributes:
        pattern: A regular expression for the whole text.
        expected: The form in words, as messages say it.
    """

    pattern: str
    expected: str

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Returns the check: text that matches."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Returns the check for editors."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}

    def check(self, value: object) -> str:
        """Returns the text.

        Raises:
            ValueError: When it is no text or has another form, with the expected one.
        """
        if isinstance(value, int | float) and not isinstance(value, bool):
            # A ValueError is what pydantic reports; it lets a TypeError through.
            raise ValueError(f"expected {self.expected}: put it in quotes, or it is read as a number")  # noqa: TRY004
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value, re.ASCII):
            raise ValueError(f"expected {self.expected}")
        return value


def as_tuple(value: object) -> object:
    """Returns one value as a list of one, and a list as the tuple that read-only models hold."""
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) else value


SLUG: Final = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
GUID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
PARTITIONS: Final = {
    "aws": r"(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+",
    "aws-cn": r"cn-[a-z]+-\d+",
    "aws-us-gov": r"us-gov-[a-z]+-\d+",
    "aws-eusc": r"eusc-de-[a-z]+-\d+",
    "aws-iso": r"us-iso-[a-z]+-\d+",
    "aws-iso-b": r"us-isob-[a-z]+-\d+",
    "aws-iso-e": r"eu-isoe-[a-z]+-\d+",
    "aws-iso-f": r"us-isof-[a-z]+-\d+",
}
"""AWS partitions and the form of their regions (botocore's `endpoints.json`)."""

AwsAccount = Annotated[str, Form(r"\d{12}", "an AWS account id: 12 digits, in quotes")]
AwsRegion = Annotated[str, Form("|".join(PARTITIONS.values()), "an AWS region like 'eu-west-1'")]
AwsRoleArn = Annotated[
    str,
    Form(
        r"arn:aws(-[a-z]+)*:iam::\d{12}:role/[\w+=,.@/-]{1,512}",
        "a role's ARN like 'arn:aws:iam::123456789012:role/fleet'",
    ),
]
AwsProfile = Annotated[str, Form(r"[A-Za-z0-9_.@ -]{1,64}", "a profile's name like 'agents-fleet'")]
AzureGuid = Annotated[str, Form(GUID, "a GUID like '00000000-0000-4000-8000-000000000001'")]
AzureResourceGroup = Annotated[
    str,
    Form(
        r"[\w().-]{0,89}[\w()-]",
        "a resource group's name: at most 90 letters, digits, '_', '(', ')', '-' and '.', not ending with '.'",
    ),
]
AzureLocation = Annotated[str, Form(r"[a-z][a-z0-9]{2,40}", "an Azure location like 'westeurope'")]
GcpProject = Annotated[
    str,
    Form(
        r"([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]",
        "a project id: 6 to 30 lower-case letters, digits and hyphens, from a letter to a letter or digit",
    ),
]
GcpNumber = Annotated[str, Form(r"[1-9]\d{0,18}", "a number of digits only, in quotes")]
GcpRegion = Annotated[str, Form(r"[a-z]+-[a-z]+\d+", "a GCP region like 'europe-west1'")]
GcpServiceAccountEmail = Annotated[
    str,
    Form(
        r"[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z0-9.-]+\.gserviceaccount\.com",
        "a service account's e-mail like 'agent-fleet@project.iam.gserviceaccount.com'",
    ),
]
KubernetesCluster = Annotated[
    str, Form(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?", "a cluster's name: letters, digits, '.', '_' and '-'")
]
KubernetesContext = Annotated[str, Form(r"[A-Za-z0-9][\w.:/@-]{0,252}", "the name of a kubeconfig context")]
KubernetesNamespace = Annotated[
    str,
    Form(
        r"agents-[a-z0-9]([a-z0-9-]{0,54}[a-z0-9])?",
        "a namespace that begins with 'agents-', of at most 63 lower-case letters, digits and hyphens",
    ),
]
AwsPrincipalPattern = Annotated[
    str,
    Form(
        r"arn:(aws(-[a-z]+)*|\*):(iam|sts)::(\d{12}|\*):[\w+=,.@/*-]{1,512}",
        "an ARN of a principal, or a pattern of one, like 'arn:aws:iam::*:role/foundation'",
    ),
]
AwsOrganizationTarget = Annotated[
    str,
    Form(r"ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r-[0-9a-z]{4,32}|\d{12}", "an organizational unit like 'ou-ab12-cdefgh34'"),
]
GcpMember = Annotated[
    str,
    Form(
        r"serviceAccount:[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z0-9.-]+\.gserviceaccount\.com|group:[^\s@]+@[^\s@]+|principal(Set)?://\S+",
        "one service account, group, principal or principal set, as IAM policies write it",
    ),
]
KubernetesGroup = Annotated[
    str, Form(r"(?!system:)[A-Za-z0-9][\w.:@/-]{0,252}", "a group's name that does not begin with 'system:'")
]
EnvironmentVariable = Annotated[
    str, Form(r"[A-Z_][A-Z0-9_]{0,127}", "the name of an environment variable like 'FLEET_KUBECONFIG'")
]
Slug = Annotated[
    str,
    Form(
        SLUG,
        "lower-case letters, digits and single hyphens, beginning with a letter, like 'aws-prod'",
    ),
]

AwsPartition = Annotated[str, Form("|".join(PARTITIONS), "an AWS partition like 'aws', 'aws-cn' or 'aws-us-gov'")]

"""Names of resources: the full ones, those that conditions see, their kinds, and what they lie in.

https://cloud.google.com/asset-inventory/docs/asset-names and
https://cloud.google.com/iam/docs/conditions-resource-attributes
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

MANAGER: Final = "//cloudresourcemanager.googleapis.com/"
ACCOUNTS: Final = "//iam.googleapis.com/projects/-/serviceAccounts/"
"""How the full names of service accounts begin here: their address says which project they are in."""
BUCKETS: Final = "//storage.googleapis.com/projects/_/buckets/"
_CONTAINERS: Final = ("projects", "folders", "organizations")

_PREFIXES: Final = {
    "cloudresourcemanager": "resourcemanager",
    "sqladmin": "cloudsql",
    "bigtableadmin": "bigtable",
    "firestore": "datastore",
    "iamcredentials": "iam",
}
"""How permissions of a service begin, where that is not the first word of its host."""
_HOSTS: Final = {"resourcemanager": "cloudresourcemanager", "cloudsql": "sqladmin", "bigtable": "bigtableadmin"}
_KINDS: Final = {
    "secrets/versions": "SecretVersion",
    "serviceAccounts/keys": "ServiceAccountKey",
}


@lru_cache(maxsize=65536)
def full(name: str, service: str = "") -> str:
    """Returns the full name of a resource that is written in any of the usual ways.

    Args:
        name: `//SERVICE/PATH`, an address below `https://`, or a path like `projects/P` or `projects/P/secrets/S`.
        service: Host of the service that a bare path belongs to.
    """
    text = name.strip()
    if text.startswith("https://"):
        text = _of_address(text)
    if not text.startswith("//"):
        text = _of_path(text.strip("/"), service)
    text = text.rstrip("/")
    host, _, path = text.removeprefix("//").partition("/")
    if host == "storage.googleapis.com" and not path.startswith("projects/"):
        bucket, _, rest = path.removeprefix("buckets/").partition("/")
        kept = rest if not rest or rest.split("/")[0] in {"objects", "managedFolders"} else f"objects/{rest}"
        return BUCKETS + bucket + (f"/{kept}" if kept else "")
    if host == "iam.googleapis.com" and "/serviceAccounts/" in path:
        return ACCOUNTS + path.partition("/serviceAccounts/")[2].lower()
    return text


def _of_path(path: str, service: str) -> str:
    parts = path.split("/")
    if parts[0] in _CONTAINERS and len(parts) == 2:
        return MANAGER + path
    if "serviceAccounts" in parts:
        return f"//iam.googleapis.com/{path}"
    if path.startswith("gs://"):
        return BUCKETS + path.removeprefix("gs://")
    if "buckets" in parts[:3]:
        return f"//storage.googleapis.com/{path}"
    return f"//{service or 'unknown'}/{path}"


def _of_address(address: str) -> str:
    host, _, path = address.removeprefix("https://").partition("/")
    if host == "www.googleapis.com":
        service, _, path = path.partition("/")
        host = f"{service}.googleapis.com"
    version, _, rest = path.partition("/")
    return f"//{host}/{rest if version.startswith(('v1', 'v2', 'v3', 'beta')) else path}"


def is_container(resource: str) -> bool:
    """Tells whether it is a project, a folder or an organisation."""
    if not resource.startswith(MANAGER):
        return False
    parts = resource.removeprefix(MANAGER).split("/")
    return len(parts) == 2 and parts[0] in _CONTAINERS


def account_of(resource: str) -> str | None:
    """Returns the service account whose resource, or whose key, it is."""
    if not resource.startswith(ACCOUNTS):
        return None
    return f"serviceAccount:{resource.removeprefix(ACCOUNTS).split('/')[0]}"


def resource_of(account: str) -> str:
    """Returns the full name of a service account."""
    return ACCOUNTS + account.removeprefix("serviceAccount:")


def project_of_account(principal: str) -> str | None:
    """Returns the project that a service account lies in, by its address."""
    address = principal.removeprefix("serviceAccount:")
    if principal == address:
        return None
    name, _, host = address.partition("@")
    if host.endswith(".iam.gserviceaccount.com") and not host.startswith("gcp-sa-"):
        # name@project.example.com.iam.gserviceaccount.com lies in the project example.com:project.
        project, _, domain = host.removesuffix(".iam.gserviceaccount.com").partition(".")
        return f"{MANAGER}projects/{f'{domain}:{project}' if domain else project}"
    if host == "developer.gserviceaccount.com" and name.endswith("-compute"):
        return f"{MANAGER}projects/{name.removesuffix('-compute')}"
    if host in {"appspot.gserviceaccount.com", "cloudservices.gserviceaccount.com", "cloudbuild.gserviceaccount.com"}:
        return f"{MANAGER}projects/{name}"
    return None


def lies_in(resource: str) -> Iterator[str]:
    """Yields the resource and what its name says that it lies in, the nearest first, its project last."""
    yield resource
    if is_container(resource):
        return
    account = account_of(resource)
    if account is not None:
        if resource_of(account) != resource:
            yield resource_of(account)
        project = project_of_account(account)
        if project:
            yield project
        return
    host, _, path = resource.removeprefix("//").partition("/")
    parts = path.split("/")
    floor = 4 if resource.startswith(BUCKETS) else 3 if parts[0] in _CONTAINERS else 1
    for length in range(len(parts) - 1, floor - 1, -1):
        yield f"//{host}/{'/'.join(parts[:length])}"
    if parts[0] in _CONTAINERS and len(parts) > 1 and parts[1] not in {"_", "-"}:
        yield f"{MANAGER}{parts[0]}/{parts[1]}"


def seen_by_conditions(resource: str) -> str:
    """Returns the name that `resource.name` has in a condition."""
    return resource.removeprefix("//").partition("/")[2]


def service_of(resource: str) -> str:
    """Returns the host of its service."""
    return resource.removeprefix("//").partition("/")[0]


def type_of(resource: str) -> str:
    """Returns what `resource.type` is in a condition, as far as a name tells it."""
    host, _, path = resource.removeprefix("//").partition("/")
    if resource.startswith(BUCKETS):
        return f"{host}/{'Object' if '/objects/' in resource else 'Bucket'}"
    collections = [part for part in path.split("/")[::2] if part]
    if not collections:
        return f"{host}/"
    return f"{host}/{_KINDS.get('/'.join(collections[-2:])) or singular(collections[-1])}"


def singular(collection: str) -> str:
    """Returns the kind of what a collection holds: `Instance` of `instances`."""
    word = collection[:1].upper() + collection[1:]
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def service_of_permission(permission: str) -> str:
    """Returns the host of the service that a permission, as roles write it, belongs to."""
    if "/" in permission:
        return permission.partition("/")[0]
    prefix = permission.partition(".")[0]
    return f"{_HOSTS.get(prefix, prefix)}.googleapis.com"


def second_form(permission: str) -> str:
    """Returns a permission as deny policies write it: https://cloud.google.com/iam/docs/deny-permissions-support."""
    if "/" in permission:
        return permission
    return f"{service_of_permission(permission)}/{permission.partition('.')[2]}"


def first_form(permission: str) -> str:
    """Returns a permission as roles write it."""
    host, slash, rest = permission.partition("/")
    if not slash:
        return permission
    prefix = host.removesuffix(".googleapis.com")
    if prefix == "iam" and rest.startswith(("workloadIdentityPool", "workforcePool", "oauthClient")):
        return permission
    return f"{_PREFIXES.get(prefix, prefix)}.{rest}"


@lru_cache(maxsize=65536)
def may_apply(permission: str, resource: str) -> bool:
    """Tells whether a permission can be used on a resource that has a policy of its own, or on what lies in it."""
    if is_container(resource):
        return True
    service, _, rest = permission.partition(".")
    kind, _, verb = rest.rpartition(".")
    if account_of(resource) is not None:
        return service == "iam" and kind.startswith("serviceAccount") and permission != "iam.serviceAccounts.create"
    host = service_of(resource)
    prefix = host.removesuffix(".googleapis.com")
    if service_of_permission(permission) != host and _PREFIXES.get(prefix, prefix) != service:
        return False
    # What makes a resource is asked of the one that it is made in.
    collections = seen_by_conditions(resource).split("/")[::2]
    return not (verb == "create" and collections and kind == collections[-1])

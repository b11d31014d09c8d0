"""Short-lived credentials of service accounts.

Source: https://cloud.google.com/iam/docs/reference/credentials/rest. Access tokens are opaque and are accepted by this
server as long as they live; signatures are made by a key that is made for the account and thrown away with it.
"""

from __future__ import annotations

import base64
import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from local_clouds.gcp.errors import ApiError, invalid
from local_clouds.gcp.policies import account_name
from local_clouds.gcp.rules.accounts import key_pair

if TYPE_CHECKING:
    from local_clouds.gcp.call import Call, Kind
    from local_clouds.gcp.store import Resource

JSON = dict[str, Any]

TOKENS = "tokens"
LONGEST = 3600


def _account(call: Call) -> Resource:
    email = call.path.rsplit("/", 1)[1]
    found = call.store.get(account_name(call.project, email))
    if found is None:
        raise ApiError("NOT_FOUND", f"Not found; Gaia id not found for email {email[:100]}")
    if found.body.get("disabled"):
        raise ApiError("FAILED_PRECONDITION", f"Service account {email} is disabled.")
    return found


def access_token(call: Call) -> JSON:
    """Mint an access token of at most an hour."""
    account = _account(call)
    if not call.body.get("scope"):
        raise invalid("The request must have at least one scope.", "scope")
    text = call.body.get("lifetime", f"{LONGEST}s")
    seconds = float(text.removesuffix("s"))
    if not 0 < seconds <= LONGEST:
        raise invalid(f"The token lifetime must be 0s to {LONGEST}s; found {text}.", "lifetime")
    token = f"ya29.local-{secrets.token_urlsafe(40)}"
    expires = (call.store.moment() + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    call.store.put(f"{TOKENS}/{token}", TOKENS, {"email": account.body["email"], "expireTime": expires})
    return {"accessToken": token, "expireTime": expires}


def _sign(call: Call, account: Resource, content: bytes) -> tuple[str, bytes]:
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - slow, and few ask for it
    from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415

    if "signer" not in account.hidden:
        account.hidden["signer"] = key_pair()[0]
        call.store.touch(account)
    key = serialization.load_pem_private_key(account.hidden["signer"].encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ApiError("INTERNAL", "The account's signing key is damaged.")
    identifier = f"{int(account.body['uniqueId']):040x}"
    return identifier, key.sign(content, padding.PKCS1v15(), hashes.SHA256())


def sign_blob(call: Call) -> JSON:
    """Sign bytes as the account."""
    text = str(call.body.get("payload") or call.body.get("bytesToSign") or "")
    payload = base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_").rstrip("=") + "==")
    identifier, signature = _sign(call, _account(call), payload)
    field = "signature" if call.service == "iam" else "signedBlob"
    return {"keyId": identifier, field: base64.b64encode(signature).decode()}


def _jwt(call: Call, account: Resource, claims: JSON) -> tuple[str, str]:
    header = {"alg": "RS256", "kid": f"{int(account.body['uniqueId']):040x}", "typ": "JWT"}
    text = b".".join(_part(part) for part in (header, claims))
    identifier, signature = _sign(call, account, text)
    return identifier, (text + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def _part(value: JSON) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=")


def sign_jwt(call: Call) -> JSON:
    """Sign a claims set as the account."""
    account = _account(call)
    try:
        claims = json.loads(call.body.get("payload", ""))
    except ValueError:
        claims = None
    if not isinstance(claims, dict):
        raise invalid("The payload must be a JSON object of JWT claims.", "payload")
    identifier, token = _jwt(call, account, claims)
    return {"keyId": identifier, "signedJwt": token}


def id_token(call: Call) -> JSON:
    """Mint an OpenID Connect token of an hour."""
    account = _account(call)
    if not call.body.get("audience"):
        raise invalid("The request must have an audience.", "audience")
    now = int(call.store.moment().timestamp())
    claims = {"iss": "https://accounts.google.com", "aud": call.body["audience"], "sub": account.body["uniqueId"]}
    claims.update({"azp": account.body["uniqueId"], "iat": now, "exp": now + LONGEST})
    if call.body.get("includeEmail"):
        claims.update({"email": account.body["email"], "email_verified": True})
    return {"token": _jwt(call, account, claims)[1]}


KINDS: dict[str, Kind] = {}
ACTIONS = {
    "iamcredentials.serviceAccounts.generateAccessToken": access_token,
    "iamcredentials.serviceAccounts.generateIdToken": id_token,
    "iamcredentials.serviceAccounts.signBlob": sign_blob,
    "iamcredentials.serviceAccounts.signJwt": sign_jwt,
    "iam.serviceAccounts.signBlob": sign_blob,
}

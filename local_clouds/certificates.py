"""Certificates for the local TLS endpoints: one throw-away authority for each state directory.

The authority's key never leaves the directory, is readable by its user only, and signs for loopback alone (a name
constraint says so), so trusting its certificate gives nothing away.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import ipaddress
import os
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from local_clouds.constants import LOOPBACK
from local_clouds.state import StateDirectory, write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LIFETIME = dt.timedelta(days=3650)
RENEW_BEFORE = dt.timedelta(days=30)
CLOCK_SKEW = dt.timedelta(hours=1)


def loopback_certificate(state: Path, name: str, *, extra_names: Sequence[str] = ()) -> tuple[Path, Path]:
    """The certificate and the key of the endpoint `name`, as PEM files; made by the first call.

    Args:
        state: The state directory.
        name: The endpoint, used for the file names.
        extra_names: DNS names beside `localhost`.
    """
    return _issue(state, name, subject=[x509.NameAttribute(NameOID.COMMON_NAME, name)], names=extra_names)


def client_certificate(state: Path, user: str, groups: Sequence[str]) -> tuple[Path, Path]:
    """A certificate that says who a client is, as Kubernetes reads it: the common name a user, organisations groups."""
    subject = [
        x509.NameAttribute(NameOID.COMMON_NAME, user),
        *(x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups),
    ]
    return _issue(state, f"client-{user}", subject=subject, names=None)


def signing_key(state: Path, name: str) -> Path:
    """A private key in a PEM file: the API server signs service account tokens with it.

    The first call makes it; so does one that finds a file in which the API server would find no key.
    """
    directory = StateDirectory(state)
    path = directory.data("certificates") / f"{name}.key.pem"
    with _exclusive(directory):
        # The API server reads the public half out of this file, and only from the older of the two PEM forms.
        form = serialization.PrivateFormat.TraditionalOpenSSL
        key = _read_key(path)
        if key is None or path.read_bytes() != _pem(key, form).encode():
            write_atomically(path, _pem(ec.generate_private_key(ec.SECP256R1()), form))
    return path


def authority(state: Path) -> Path:
    """The authority's certificate, made by the first call."""
    directory = StateDirectory(state)
    with _exclusive(directory):
        _authority(directory)
    return directory.ca_certificate


class _exclusive:  # noqa: N801 - reads as the statement that it is
    """Let one process at a time make certificates in a state directory."""

    def __init__(self, directory: StateDirectory) -> None:
        self._path = directory.data("certificates") / "lock"

    def __enter__(self) -> None:
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _authority(directory: StateDirectory) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key_path = directory.data("certificates") / "ca.key.pem"
    if (kept := _read_key(key_path)) and _valid(directory.ca_certificate, kept):
        return x509.load_pem_x509_certificate(directory.ca_certificate.read_bytes()), kept
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "agent-identity local clouds")])
    loopback = [x509.IPAddress(ipaddress.ip_network("127.0.0.0/8")), x509.DNSName("localhost")]
    certificate = (
        _builder(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=loopback, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    # The certificate is written last: without it, a key left by a killed run is made anew.
    write_atomically(key_path, _pem(key))
    write_atomically(directory.ca_certificate, certificate.public_bytes(serialization.Encoding.PEM).decode(), 0o644)
    return certificate, key


def _issue(
    state: Path, name: str, *, subject: list[x509.NameAttribute[str]], names: Sequence[str] | None
) -> tuple[Path, Path]:
    directory = StateDirectory(state)
    certificate_path = directory.data("certificates") / f"{name}.pem"
    key_path = directory.data("certificates") / f"{name}.key.pem"
    with _exclusive(directory):
        ca, ca_key = _authority(directory)
        if (kept := _read_key(key_path)) and _valid(certificate_path, kept, issuer=ca):
            return certificate_path, key_path
        key = ec.generate_private_key(ec.SECP256R1())
        usage = ExtendedKeyUsageOID.CLIENT_AUTH if names is None else ExtendedKeyUsageOID.SERVER_AUTH
        builder = (
            _builder(x509.Name(subject), ca.subject, key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        )
        if names is not None:
            dns = [x509.DNSName(each) for each in ("localhost", *names)]
            address = x509.IPAddress(ipaddress.ip_address(LOOPBACK))
            builder = builder.add_extension(x509.SubjectAlternativeName([*dns, address]), critical=False)
        certificate = builder.sign(ca_key, hashes.SHA256())
        write_atomically(key_path, _pem(key))
        write_atomically(certificate_path, certificate.public_bytes(serialization.Encoding.PEM).decode(), 0o644)
    return certificate_path, key_path


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + LIFETIME)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _valid(path: Path, key: ec.EllipticCurvePrivateKey, issuer: x509.Certificate | None = None) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        if certificate.public_key() != key.public_key():
            return False
        if issuer is not None:
            certificate.verify_directly_issued_by(issuer)
    except Exception:
        return False
    return certificate.not_valid_after_utc > dt.datetime.now(dt.UTC) + RENEW_BEFORE


def _pem(key: ec.EllipticCurvePrivateKey, form: serialization.PrivateFormat = serialization.PrivateFormat.PKCS8) -> str:
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()

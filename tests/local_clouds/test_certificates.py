"""The throw-away authority: trusted for loopback, for nothing else; kept over calls, replaced where it is broken."""

import socket
import ssl
import stat
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from local_clouds.certificates import authority, client_certificate, loopback_certificate, signing_key


def handshake(certificate, ca, name):
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(*certificate)
    near, far = socket.socketpair()

    def serve():
        try:
            server_context.wrap_socket(near, server_side=True).close()
        except (OSError, ssl.SSLError):
            near.close()

    thread = Thread(target=serve)
    thread.start()
    try:
        ssl.create_default_context(cafile=str(ca)).wrap_socket(far, server_hostname=name).close()
    finally:
        far.close()
        thread.join()


def test_a_client_that_trusts_the_authority_trusts_the_endpoint(tmp_path):
    certificate = loopback_certificate(tmp_path, "azure")
    handshake(certificate, authority(tmp_path), "127.0.0.1")
    handshake(certificate, authority(tmp_path), "localhost")
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(certificate, authority(tmp_path), "management.azure.com")


def test_the_authority_cannot_vouch_for_another_name(tmp_path):
    certificate = loopback_certificate(tmp_path, "evil", extra_names=["management.azure.com"])
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        handshake(certificate, authority(tmp_path), "management.azure.com")


def test_certificates_are_kept_and_broken_ones_replaced(tmp_path):
    certificate, _ = loopback_certificate(tmp_path, "azure")
    first = certificate.read_bytes()
    assert loopback_certificate(tmp_path, "azure")[0].read_bytes() == first
    certificate.write_bytes(first[:40])
    assert loopback_certificate(tmp_path, "azure")[0].read_bytes() != first
    authority(tmp_path).write_bytes(b"")
    handshake(loopback_certificate(tmp_path, "azure"), authority(tmp_path), "127.0.0.1")


def other_key(form=serialization.PrivateFormat.PKCS8):
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


@pytest.mark.parametrize("content", [b"", b"junk\n", b"\xff\xfe", other_key()], ids=["empty", "junk", "bytes", "other"])
@pytest.mark.parametrize("name", ["ca", "azure"])
def test_a_key_that_does_not_fit_its_certificate_is_replaced_with_it(tmp_path, name, content):
    loopback_certificate(tmp_path, "azure")
    (tmp_path / "data" / "certificates" / f"{name}.key.pem").write_bytes(content)
    handshake(loopback_certificate(tmp_path, "azure"), authority(tmp_path), "127.0.0.1")


@pytest.mark.parametrize("content", [b"", b"junk\n", b"\xff\xfe", other_key()], ids=["empty", "junk", "bytes", "PKCS8"])
def test_a_signing_key_that_the_api_server_cannot_read_is_replaced(tmp_path, content):
    path = signing_key(tmp_path, "tokens")
    first = path.read_bytes()
    assert signing_key(tmp_path, "tokens").read_bytes() == first
    path.write_bytes(content)
    assert signing_key(tmp_path, "tokens").read_bytes().startswith(b"-----BEGIN EC PRIVATE KEY-----")


def test_keys_are_readable_by_their_user_only(tmp_path):
    for path in (loopback_certificate(tmp_path, "azure")[1], signing_key(tmp_path, "tokens")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data" / "certificates" / "ca.key.pem").stat().st_mode) == 0o600


def test_a_client_certificate_says_user_and_groups(tmp_path):
    path, _ = client_certificate(tmp_path, "local-admin", ["system:masters"])
    subject = x509.load_pem_x509_certificate(path.read_bytes()).subject
    assert subject.rfc4514_string() == "O=system:masters,CN=local-admin"

"""The process: its start, its state over a kill, its faults, its answer to a real TLS client."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from local_clouds.constants import TOKEN
from local_clouds.faults import Fault, FaultFile
from local_clouds.state import StateDirectory
from tests.local_clouds.azure.conftest import GROUP, SUBSCRIPTION
from tests.local_clouds.provider.azure_client import start

IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"


def call(endpoint: dict[str, Any], method: str, path: str, body: Any = None) -> requests.Response:
    return requests.request(
        method,
        f"{endpoint['url']}{path}",
        params={"api-version": "2024-01-01"},
        headers={"Authorization": f"Bearer {TOKEN}"},
        json=body,
        verify=endpoint["ca_file"],
        timeout=20,
    )


def test_it_is_healthy_on_loopback_tls_only(endpoint: dict[str, Any]) -> None:
    assert endpoint["url"].startswith("https://127.0.0.1:")
    assert requests.get(f"{endpoint['url']}/healthz", verify=endpoint["ca_file"], timeout=5).text == "ok"
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{endpoint['url']}/healthz", timeout=5)
    assert ssl.create_default_context(cafile=endpoint["ca_file"]).get_ca_certs()


def test_it_survives_a_kill(tmp_path: Path) -> None:
    with start(tmp_path) as endpoint:
        call(endpoint, "PUT", GROUP, {"location": "westeurope"})
        principal = call(endpoint, "PUT", IDENTITY, {"location": "westeurope"}).json()["properties"]["principalId"]
        call(endpoint, "PUT", f"{SUBSCRIPTION}/resourceGroups/gone", {"location": "westeurope"})
        call(endpoint, "DELETE", f"{SUBSCRIPTION}/resourceGroups/gone")
        record = json.loads((tmp_path / "run" / "azure.json").read_text())
        os.kill(record["pid"], signal.SIGKILL)
    (tmp_path / "run" / "azure.json").unlink()
    with start(tmp_path) as endpoint:
        assert call(endpoint, "GET", IDENTITY).json()["properties"]["principalId"] == principal
        assert call(endpoint, "GET", f"{SUBSCRIPTION}/resourceGroups/gone").status_code == 404
        role = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-0000000000aa"
        body = {"properties": {"principalId": principal, "roleDefinitionId": _READER}}
        assert call(endpoint, "PUT", role, body).json()["properties"]["principalType"] == "ServicePrincipal"
        twin = call(endpoint, "PUT", role[:-2] + "bb", body)
        assert (twin.status_code, twin.json()["error"]["code"]) == (409, "RoleAssignmentExists")


_READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"


def test_faults_are_arm_errors_and_name_operations(tmp_path: Path) -> None:
    directory = StateDirectory(tmp_path).create()
    action = "Microsoft.ManagedIdentity/userAssignedIdentities/write"
    FaultFile(directory.faults).add([Fault("azure", do="throttle", action=action, count=1)])
    with start(tmp_path) as endpoint:
        assert call(endpoint, "PUT", GROUP, {"location": "westeurope"}).status_code == 201
        throttled = call(endpoint, "PUT", IDENTITY, {"location": "westeurope"})
        assert throttled.status_code == 429
        assert "Retry-After" in throttled.headers
        assert throttled.json()["error"]["code"]
        assert call(endpoint, "PUT", IDENTITY, {"location": "westeurope"}).status_code == 201


def test_a_silent_caller_holds_nobody_up(endpoint: dict[str, Any]) -> None:
    with socket.create_connection(("127.0.0.1", int(endpoint["url"].rpartition(":")[2]))):
        assert requests.get(f"{endpoint['url']}/healthz", verify=endpoint["ca_file"], timeout=5).text == "ok"


def test_no_sdk_is_loaded_before_a_body_needs_its_models() -> None:
    program = (
        "import sys, local_clouds.azure.__main__;print([name for name in sys.modules if name.startswith('azure.mgmt')])"
    )
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert time.monotonic() - began < 10

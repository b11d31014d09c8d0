"""A stand-in that cannot record a change says so to its client, in the cloud's own form of an error."""

import errno
import os

from werkzeug.test import Client

from local_clouds.azure.app import Application
from local_clouds.azure.cloud import Cloud
from local_clouds.azure.rules import TYPES
from local_clouds.constants import AZURE_SUBSCRIPTION, GCP_PROJECT, TOKEN
from local_clouds.gcp.app import create_app
from local_clouds.gcp.store import Store
from local_clouds.journal import Journal

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class FullDisk(Journal):
    """A journal with room for nothing once it is `full`."""

    full = False

    def append(self, record):
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        super().append(record)


def test_google_hears_that_there_is_no_room(tmp_path):
    journal = FullDisk(tmp_path / "journal")
    client = Client(create_app(Store(journal)))
    journal.full = True
    path = f"/v1/projects/{GCP_PROJECT}/serviceAccounts"
    answer = client.post(path, json={"accountId": "reader-agent"}, headers=HEADERS)
    assert answer.status_code == 500
    assert "No space left on device" in answer.json["error"]["message"]


def test_azure_hears_that_there_is_no_room(tmp_path):
    journal = FullDisk(tmp_path / "journal")
    client = Client(Application(Cloud(TYPES, journal)))
    journal.full = True
    path = f"/subscriptions/{AZURE_SUBSCRIPTION}/resourceGroups/agents?api-version=2021-04-01"
    answer = client.put(path, json={"location": "westeurope"}, headers=HEADERS)
    assert answer.status_code == 500
    assert "No space left on device" in answer.json["error"]["message"]

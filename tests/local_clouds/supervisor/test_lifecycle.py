"""Starting, joining, stopping and emptying local clouds, also where something was killed in between."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kubernetes import client, config

from local_clouds.errors import LocalCloudError
from local_clouds.launching import known_ports
from local_clouds.processes import ServiceProcess
from local_clouds.services.catalogue import ALL_SERVICES
from local_clouds.state import StateDirectory
from local_clouds.status import all_statuses, running_endpoints
from local_clouds.supervisor import Supervisor

# 127.0.0.1 and ::ffff:127.0.0.1, as the kernel writes them.
LOOPBACK_ADDRESSES = {"0100007F", "0000000000000000FFFF00000100007F"}


def by_name(state):
    return {each.service: each for each in all_statuses(state)}


def alive(groups):
    """Processes of any of these groups that still run; a dead one that nobody has waited for yet does not."""
    listing = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return [line for line in listing.splitlines() if int(line.split()[0]) in groups and line.split()[1][0] != "Z"]


def descends_from(pid, processes):
    """Whether a process is one of `processes`, or a child of theirs."""
    while pid > 1:
        if pid in processes:
            return True
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return False


def listening_addresses(processes):
    """The local addresses on which any of `processes` accepts connections, as /proc says."""
    inodes = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and descends_from(int(entry.name), processes):
            for descriptor in (entry / "fd").iterdir():
                try:
                    target = str(descriptor.readlink())
                except OSError:
                    continue
                if target.startswith("socket:["):
                    inodes.add(target[8:-1])
    addresses = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                addresses.append(fields[1].split(":")[0])
    return addresses


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="this system has no /proc")
def test_nothing_listens_outside_loopback(local_clouds):
    found = by_name(StateDirectory(local_clouds.state))
    assert {each.status for each in found.values()} == {"ready"}
    with_port = [each for each in found.values() if each.port]
    addresses = listening_addresses({each.pid for each in found.values()})
    assert len(addresses) > len(with_port)  # etcd listens for its peers too
    assert set(addresses) <= LOOPBACK_ADDRESSES


def test_a_second_start_joins_and_adds_what_is_missing(own_state):
    first = Supervisor(own_state).start(["gcp"])
    before = by_name(own_state)
    second = Supervisor(own_state).start(["gcp", "azure"])
    after = by_name(own_state)
    assert first.services == ["gcp", "provider"]
    assert second.joined == ["gcp"]
    assert "azure" in second.services
    assert after["gcp"].pid == before["gcp"].pid
    assert set(running_endpoints(own_state)) == {"gcp", "azure"}
    assert by_name(own_state)["aws"].status == "stopped"


def test_two_starts_at_once_give_one_set(own_state):
    command = [
        sys.executable,
        "-m",
        "agent_identity.cli",
        "local",
        "start",
        "--clouds",
        "gcp",
        "--state",
        str(own_state.path),
    ]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [run.communicate(timeout=120)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], errors
    assert sorted("joined: gcp" in error for error in errors) == [False, True]
    assert by_name(own_state)["gcp"].status == "ready"


def test_two_state_directories_do_not_meet(own_state, start_clouds):
    other = start_clouds("gcp")
    Supervisor(own_state).start(["gcp"])
    assert running_endpoints(own_state)["gcp"]["url"] != other.endpoints["gcp"]["url"]
    Supervisor(own_state).stop()
    assert by_name(StateDirectory(other.state))["gcp"].status == "ready"


def test_stop_leaves_no_process(own_state):
    Supervisor(own_state).start(["aws", "gcp"])
    pids = [each.pid for each in all_statuses(own_state) if each.pid]
    assert sorted(Supervisor(own_state).stop()) == ["aws", "gcp", "provider"]
    assert {each.status for each in all_statuses(own_state)} == {"stopped"}
    assert not alive(pids)
    assert Supervisor(own_state).stop() == []


def test_a_killed_service_is_started_again_on_its_port(own_state):
    Supervisor(own_state).start(["gcp"])
    before = by_name(own_state)
    os.kill(before["gcp"].pid, signal.SIGKILL)
    again = Supervisor(own_state).start(["gcp"])
    after = by_name(own_state)
    assert again.services == ["gcp"]
    assert again.joined == ["provider"]
    assert after["gcp"].port == before["gcp"].port
    assert after["gcp"].pid != before["gcp"].pid


@pytest.mark.parametrize("seconds", [0.15, 0.4, 0.8, 1.3])
def test_a_start_that_is_killed_leaves_what_the_next_one_joins(own_state, seconds):
    command = [
        sys.executable,
        "-m",
        "agent_identity.cli",
        "local",
        "start",
        "--clouds",
        "gcp,azure",
        "--state",
        str(own_state.path),
    ]
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    run.send_signal(signal.SIGKILL)
    run.wait()
    Supervisor(own_state).start(["gcp", "azure"])
    found = by_name(own_state)
    assert [found[name].status for name in ("gcp", "azure", "provider")] == ["ready"] * 3
    pids = {each.pid for each in found.values() if each.pid}
    Supervisor(own_state).stop()
    assert not alive(pids)


def test_a_process_that_took_over_an_old_number_is_left_alone(own_state):
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        own_state.create()
        (own_state.run / "gcp.pid").write_text(f"{bystander.pid}\n")
        (own_state.run / "gcp.json").write_text(
            json.dumps({"service": "gcp", "pid": bystander.pid, "port": 1, "url": "http://127.0.0.1:1"})
        )
        assert by_name(own_state)["gcp"].status == "stopped"
        assert Supervisor(own_state).stop() == []
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_port_that_someone_took_meanwhile_is_given_up(own_state):
    Supervisor(own_state).start(["gcp"])
    port = by_name(own_state)["gcp"].port
    Supervisor(own_state).stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        Supervisor(own_state).start(["gcp"])
        found = by_name(own_state)["gcp"]
    assert found.status == "ready"
    assert found.port != port


def test_ports_that_cannot_be_are_forgotten(own_state):
    own_state.create()
    (own_state.run / "ports.json").write_text('{"gcp": 99999999, "azure": -1, "aws": "x", "etcd": 0, "provider": 8}')
    assert known_ports(own_state) == {"provider": 8}


def test_a_service_that_cannot_start_is_reported_with_its_log(own_state):
    own_state.create()
    journal = own_state.data("aws") / "journal.jsonl"
    journal.write_text("this is no record\n{}\n")
    with pytest.raises(
        LocalCloudError, match=r"aws: ended; the end of .*aws.log:[\s\S]*journal.jsonl:1: not a JSON record"
    ) as raised:
        Supervisor(own_state).start(["aws"])
    assert "Traceback" not in str(raised.value)
    assert f"`agent-identity local reset --state {own_state.path}` empties" in str(raised.value)
    Supervisor(own_state).reset()
    assert Supervisor(own_state).start(["aws"]).services == ["aws", "provider"]


def test_a_state_directory_that_cannot_be_is_reported(own_state):
    file = own_state.path / "file"
    file.write_text("")
    with pytest.raises(LocalCloudError, match="cannot hold the local clouds' state"):
        Supervisor(StateDirectory(file / "inside")).start(["gcp"])


def test_a_cloud_without_its_programs_is_left_out_or_refused(own_state, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("AGENT_IDENTITY_TOOLS", str(own_state.path / "nothing"))
    done = Supervisor(own_state).start(["gcp", "kubernetes"])
    assert "gcp" in done.services
    assert "kube-apiserver" in done.missing["kubernetes"]
    assert "make tools" in done.missing["kubernetes"]
    with pytest.raises(LocalCloudError, match="kubernetes: needs etcd and kube-apiserver"):
        Supervisor(own_state).start(["gcp", "kubernetes"], required=True)


def test_an_unknown_cloud_is_refused(own_state):
    with pytest.raises(
        LocalCloudError, match="no local cloud is called 'oracle'; there are: aws, gcp, azure, kubernetes"
    ):
        Supervisor(own_state).start(["oracle"])


def test_a_cluster_keeps_its_objects_over_a_stop_and_loses_them_in_a_reset(own_state):
    def namespaces():
        core = client.CoreV1Api(config.new_client_from_config(str(own_state.kubeconfig)))
        return [each.metadata.name for each in core.list_namespace().items]

    Supervisor(own_state).start(["kubernetes"])
    client.CoreV1Api(config.new_client_from_config(str(own_state.kubeconfig))).create_namespace(
        {"metadata": {"name": "agents-kept"}}
    )
    os.kill(ServiceProcess(own_state, "etcd").pid, signal.SIGKILL)
    os.kill(ServiceProcess(own_state, "kube-apiserver").pid, signal.SIGKILL)
    Supervisor(own_state).start(["kubernetes"])
    assert "agents-kept" in namespaces()
    running = Supervisor(own_state).reset()
    assert running == ["etcd", "kube-apiserver", "kube-controller"]
    assert "agents-kept" not in namespaces()


def test_every_service_has_its_own_name():
    names = [service.name for service in ALL_SERVICES]
    assert len(names) == len(set(names))

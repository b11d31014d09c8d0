"""Runs Pulumi programs through the real engine with the policy pack, and reads what the pack said."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PACK = REPOSITORY / "policy_packs" / "agent_identity"
TOOLS = Path(
    os.environ.get("AGENT_IDENTITY_TOOLS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agent-identity" / "tools"
)
LINE = re.compile(r"^\[(?P<rule>[a-z0-9-]+)\] (?P<finding>[a-z0-9-]+-[0-9a-f]{12}): (?P<text>.+)$")
CONFIG = {
    "approvedBoundaries": {
        "aws": ["arn:aws:iam::123456789012:policy/agents/boundaries/standard"],
        "gcp": ["agents-local"],
        "azure": {
            "subscriptions": ["00000000-0000-4000-8000-000000000001"],
            "roleDefinitions": ["11111111-0000-4000-8000-000000000001"],
        },
        "kubernetes": ["agents-approved"],
    },
    "trustedIssuers": ["https://oidc.trusted.example"],
}
"""The configuration under which the rules' examples hold."""


@dataclass(frozen=True)
class Said:
    """One violation as the engine reported it."""

    rule: str
    level: str
    urn: str
    message: str

    @property
    def resource(self) -> str:
        return self.urn.rpartition("::")[2]

    @property
    def finding(self) -> str:
        match = LINE.match(self.message)
        assert match is not None, f"not the promised form: {self.message!r}"
        # What the permission analysis finds names its technique.
        assert match["rule"] == self.rule or self.rule == "aws-escalation"
        assert match["finding"].startswith(f"{match['rule']}-")
        return match["finding"]


@dataclass(frozen=True)
class Outcome:
    """What a run of the engine gave."""

    status: int
    said: list[Said]
    output: str
    mended: list[tuple[str, str]] = field(default_factory=list)
    """Rule and resource of each remediation."""

    def about(self, rule: str, resource: str) -> list[Said]:
        return [item for item in self.said if item.rule == rule and item.resource == resource]


@dataclass
class Engine:
    """One file backend with one stack, for any number of programs."""

    root: Path
    port: int
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "backend").mkdir(exist_ok=True)
        path = [str(TOOLS / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
        packages = ("aws", "azure-native", "gcp", "kubernetes", "azuread")
        keep = {key: value for key, value in os.environ.items() if key in {"HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME"}}
        self.environment = keep | {
            "PATH": os.pathsep.join(path),
            "PULUMI_HOME": str(self.root / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.root / 'backend'}",
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DEBUG_COMMANDS": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{self.port}" for name in packages),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._run(self._project("empty", ""), "stack", "init", "test")

    def _project(self, name: str, program: str) -> Path:
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        (folder / "Pulumi.yaml").write_text("name: examples\nruntime: python\n")
        (folder / "Pulumi.test.yaml").write_text("config:\n  gcp:project: agents-local\n")
        (folder / "__main__.py").write_text(program)
        return folder

    def _run(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        pulumi = shutil.which("pulumi", path=self.environment["PATH"])
        assert pulumi is not None, "the engine is missing: make tools"
        return subprocess.run(
            [pulumi, "--non-interactive", *arguments],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def preview(self, name: str, program: str, config: dict | None = None, beside: dict | None = None) -> Outcome:
        """Previews a program with the pack, its configuration, and what stands beside that in the same file."""
        return self._operate("preview", name, program, config, beside=beside)

    def up(self, name: str, program: str, config: dict | None = None) -> Outcome:
        """Deploys a program without a preview before it: what is refused here was refused before its step."""
        return self._operate("up", name, program, config, "--yes", "--skip-preview")

    def exported(self) -> str:
        """Returns what is recorded as deployed."""
        return self._run(self._project("empty", ""), "stack", "export", "--stack", "test").stdout

    def analyze(self, name: str, state: str) -> Outcome:
        """Judges an exported stack."""
        folder = self._project(name, "")
        (folder / "state.json").write_text(state)
        done = self._run(folder, "policy", "analyze", "--policy-pack", str(PACK), "--file", "state.json")
        return Outcome(done.returncode, [], done.stdout + done.stderr)

    def _operate(
        self, verb: str, name: str, program: str, config: dict | None, *options: str, beside: dict | None = None
    ) -> Outcome:
        folder = self._project(name, program)
        events = folder / "events.jsonl"
        events.unlink(missing_ok=True)
        arguments = [verb, "--stack", "test", "--event-log", str(events), "--policy-pack", str(PACK), *options]
        if config is not None:
            (folder / "pack.json").write_text(json.dumps({"agent-identity": config, **(beside or {})}))
            arguments += ["--policy-pack-config", str(folder / "pack.json")]
        done = self._run(folder, *arguments)
        return Outcome(done.returncode, list(_said(events)), done.stdout + done.stderr, list(_mended(events)))


def _mended(events: Path):
    if not events.exists():
        return
    for line in events.read_text().splitlines():
        event = json.loads(line).get("policyRemediationEvent")
        if event:
            yield event["policyName"], event.get("resourceUrn", "").rpartition("::")[2]


def _said(events: Path):
    if not events.exists():
        return
    for line in events.read_text().splitlines():
        event = json.loads(line).get("policyEvent")
        if event:
            message = re.sub(r"<\{%.*?%\}>", "", event["message"]).strip()
            yield Said(event["policyName"], event["enforcementLevel"], event.get("resourceUrn", ""), message)

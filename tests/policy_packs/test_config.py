from datetime import date, timedelta

import pytest
from agent_identity_pack.config import Config, ConfigError, read_config

from tests.policy_packs.harness import IDS, TODAY


def problems(given) -> list[str]:
    with pytest.raises(ConfigError) as error:
        read_config(given, IDS, TODAY)
    return error.value.problems


def waiver(**changes):
    valid = {
        "rule": "agent-tags", "finding": "agent-tags-0123456789ab", "urn": "*::reader", "reason": "moves in release 4",
        "approver": "security@example.com", "expires": "2027-01-31",
    }  # fmt: skip
    return {**valid, **changes}


def test_nothing_is_a_configuration() -> None:
    assert read_config({}, IDS, TODAY) == Config()


def test_every_part_is_read() -> None:
    config = read_config(
        {
            "approvedBoundaries": {
                "aws": ["arn"],
                "gcp": ["p"],
                "azure": {"subscriptions": ["ABC"], "roleDefinitions": ["DEF"]},
                "kubernetes": ["agents-*"],
            },
            "trustedIssuers": ["https://issuer.example/"],
            "agents": {"namespaces": ["bots"], "projects": ["p-*"], "matchers": [{"name": "bot-*"}]},
            "levels": {"all": {"others": "disabled"}, "agent-tags": {"agents": "advisory"}},
            "waivers": [waiver()],
        },
        IDS,
        TODAY,
    )
    assert config.azure_subscriptions == {"abc"}
    assert config.azure_roles == {"def"}
    assert config.trusted_issuers == {"https://issuer.example"}
    assert config.matchers[0].matches("urn", "aws:iam/role:Role", "bot-1")
    assert not config.matchers[0].matches("urn", "aws:iam/role:Role", "human")
    assert config.level("agent-tags", agent=True) == "advisory"
    assert config.level("agent-tags", agent=False) == "disabled"
    assert config.level("aws-trust", agent=True) == "mandatory"
    assert config.waivers[0].expires == date(2027, 1, 31)


def test_all_problems_are_told_at_once_each_with_its_place() -> None:
    found = problems(
        {
            "aprovedBoundaries": {},
            "trustedIssuers": "https://x",
            "agents": {"matchers": [{}, {"nam": "x"}, 3]},
            "levels": {"agent-tag": {}, "agent-tags": {"agents": "block"}},
            "waivers": [waiver(expires="soon"), waiver(extra="x"), waiver(reason=" ")],
        }
    )
    text = "\n".join(found)
    assert "aprovedBoundaries: unknown key, did you mean approvedBoundaries?" in text
    assert "trustedIssuers: expected a list of texts, found 'https://x'" in text
    assert "agents.matchers[0]" in text
    assert "agents.matchers[1].nam: unknown key, did you mean name?" in text
    assert "agents.matchers[2]: expected an object, found 3" in text
    assert "levels.agent-tag: unknown key, did you mean agent-tags?" in text
    assert "levels.agent-tags.agents: expected mandatory, advisory, disabled, found 'block'" in text
    assert "waivers[0].expires: expected a day as 2027-01-31, found 'soon'" in text
    assert "waivers[1].extra: unknown key" in text
    assert "waivers[2].reason: expected a text, found ' '" in text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rule": "no-rule"}, "there is no rule 'no-rule'"),
        ({"finding": "*"}, "expected the id of one finding of agent-tags, found '*'"),
        ({"expires": "2030-01-01"}, "more than a year away"),
        ({"approver": "a\nb"}, "on one line"),
        ({"reason": "fine\x1b[2K\r[aws-trust] none"}, "characters that can be printed"),
        ({"reason": "two\u2028lines"}, "on one line"),
        ({"urn": "*"}, "expected a pattern that names a resource"),
        ({"urn": "urn:pulumi:prod::app::aws:iam/role:Role::*"}, "expected a pattern that names a resource"),
        ({"approver": None}, "approver: expected a text, found None"),
    ],
)
def test_a_waiver_that_lets_too_much_pass_is_refused(changes, told: str) -> None:
    assert told in "\n".join(problems({"waivers": [waiver(**changes)]}))


def test_a_waiver_may_end_today_and_not_have_ended_to_be_read() -> None:
    for day in (TODAY, TODAY - timedelta(days=1)):
        assert read_config({"waivers": [waiver(expires=day.isoformat())]}, IDS, TODAY).waivers[0].expires == day


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_waivers_may_stand_in_a_file(tmp_path, suffix: str) -> None:
    file = tmp_path / f"waivers.{suffix}"
    lines = [f'  {key}: "{value}"' for key, value in waiver().items()]
    json_text = str([waiver()]).replace("'", '"')
    file.write_text(json_text if suffix == "json" else "-\n" + "\n".join(lines))
    assert read_config({"waiversFile": str(file)}, IDS, TODAY).waivers[0].approver == "security@example.com"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"{}", b"[3]", b"- [", b'{"a": 1}'])
def test_a_bad_file_is_named(tmp_path, content: bytes) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_bytes(content)
    assert str(file) in "\n".join(problems({"waiversFile": str(file)}))
    assert "cannot read" in "\n".join(problems({"waiversFile": str(tmp_path / "absent.json")}))
    assert "null character" in "\n".join(problems({"waiversFile": "a\0b"}))
    for deep, text in ((tmp_path / "deep.json", "[" * 100_000), (tmp_path / "deep.yaml", "[" * 5_000)):
        deep.write_text(text)
        assert "expected a JSON or YAML list of waivers" in "\n".join(problems({"waiversFile": str(deep)}))


def test_the_engines_own_levels_count_where_ours_say_nothing() -> None:
    config = read_config({"levels": {"agent-tags": {"agents": "mandatory"}}}, IDS, TODAY)
    config = config.with_engine_levels({"agent-tags": "disabled", "aws-trust": "advisory"})
    assert config.level("agent-tags", agent=True) == "mandatory"
    assert config.level("agent-tags", agent=False) == "disabled"
    assert config.level("aws-trust", agent=True) == "advisory"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_identity.fleet.layout import ShardCountError, StackName, StackNameError, deployed_fleets
from agent_identity.fleet.layout import refuse_new_shard_count as refuse

TARGETS = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5}){0,3}", fullmatch=True)


@st.composite
def fleets(draw: st.DrawFn) -> StackName:
    shards = draw(st.integers(1, 1000))
    return StackName("fleet", draw(TARGETS), draw(st.integers(1, shards)), shards)


@given(fleets() | TARGETS.map(lambda target: StackName("foundation", target)))
def test_a_name_says_what_it_was_made_of(name: StackName) -> None:
    assert StackName.parse(str(name)) == name


@given(st.text(max_size=40) | st.from_regex(r"(fleet|foundation)\.[a-z-]{1,3}(\.\d+of\d+)?\Z"))
def test_any_other_text_is_refused_or_is_a_name_to_the_letter(text: str) -> None:
    try:
        name = StackName.parse(text)
    except StackNameError:
        return
    assert str(name) == text


@pytest.mark.parametrize(
    "text",
    [
        "dev",
        "foundation",
        "fleet.aws",
        "foundation.aws.1of2",
        "fleet.aws.0of2",
        "fleet.aws.3of2",
        "fleet.aws.1of",
        "fleet.AWS.1of1",
        "fleet.aws.1of2\n",
        "fleet.aws.\u0661of\u0662",
        "fleet.aws.01of2",
        "fleet.aws.1of" + "9" * 5000,
    ],
)
def test_names_that_say_no_shard_of_a_target_are_refused(text: str) -> None:
    with pytest.raises(StackNameError, match=r"foundation\.aws-prod|count from 1"):
        StackName.parse(text)


def test_the_fleets_of_a_target_are_found_in_whatever_number_of_shards() -> None:
    existing = [
        "fleet.a.2of3",
        "dev",
        "fleet.a.1of2",
        "foundation.a",
        "fleet.b.1of1",
        "fleet.a.10of12",
        "fleet.a.2of12",
    ]
    assert [str(name) for name in deployed_fleets("a", existing)] == [
        "fleet.a.1of2",
        "fleet.a.2of3",
        "fleet.a.2of12",
        "fleet.a.10of12",
    ]


def test_only_a_new_number_of_shards_is_refused_and_all_of_them_at_once() -> None:
    wanted = [StackName("fleet", "a", 1, 2), StackName("fleet", "a", 2, 2), StackName("fleet", "b", 1, 1)]
    refuse(wanted, [])
    refuse(wanted, ["fleet.a.1of2", "fleet.c.1of9", "foundation.a", "something-else"])
    with pytest.raises(ShardCountError) as refused:
        refuse(wanted, ["fleet.a.1of2", "fleet.a.3of3", "fleet.b.1of4"])
    says = "the fleet of {} was deployed in {} shards and the catalog now says {}: move its state first with"
    assert str(refused.value).split("; ") == [
        f"{says.format('a', 3, 2)} `agent-identity fleet reshard --target a`",
        f"{says.format('b', 4, 1)} `agent-identity fleet reshard --target b`",
    ]

from agent_identity.boundaries.placeholders import placeholder, placeholders_in


def test_placeholders_are_found_at_any_depth_and_name_their_option() -> None:
    one, two = placeholder("the scope", "--scope", "/x"), placeholder("who", "--who", "me")
    assert placeholders_in({"a": ["plain", {"b": one}], "c": (two, 3, None)}) == [one, two]
    assert "--scope" in one


def test_text_of_one_s_own_is_no_placeholder() -> None:
    assert placeholders_in({"a": "<<<", "b": b"<<ONLY-YOUR-ORGANISATION-KNOWS: "}) == []

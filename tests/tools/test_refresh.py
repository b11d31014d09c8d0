from importlib import import_module

from tools import refresh


def test_every_table_of_aws_is_made_from_installed_packages() -> None:
    makers = refresh.table_makers()
    assert "tools.tables.aws" in makers
    assert [name for name in makers if not callable(import_module(name).main)] == []


def test_what_nobody_has_judged_fails_the_refresh(monkeypatch, capsys) -> None:
    monkeypatch.setattr(refresh, "table_makers", list)
    monkeypatch.setattr(refresh.aws, "candidates", lambda: {"iam:CreateAccessKey": {"old"}, "iam:MakeKing": {"new"}})
    assert refresh.main() == 1
    printed = capsys.readouterr().out
    assert "unjudged: iam:MakeKing: new" in printed
    assert "iam:CreateAccessKey" not in printed

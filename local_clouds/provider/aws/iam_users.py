"""IAM users, groups and their long-lived credentials: mapped so that the rules against them can be seen to work."""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING

from local_clouds.provider.adapter import AutoName
from local_clouds.provider.aws.mapping import Call, Tags, Type

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON
    from local_clouds.provider.aws.session import Session


def _clear_user(session: Session, values: JSON, olds: JSON) -> None:
    """With `forceDestroy`, take away the credentials that keep a user from being deleted."""
    del olds
    if not values.get("forceDestroy"):
        return
    name = values["id"]
    for key in session.call("iam", "list_access_keys", UserName=name)["accessKeyMetadata"]:
        session.call("iam", "delete_access_key", UserName=name, AccessKeyId=key["accessKeyId"])


def _owner_of_key(session: Session, outputs: JSON, recorded: JSON) -> None:
    """Complete a key that is known by its id alone, as on import."""
    del recorded
    found = session.call("iam", "list_access_keys", UserName=outputs["user"])["accessKeyMetadata"]
    outputs.update(
        {name: key[name] for key in found if key["accessKeyId"] == outputs["id"] for name in ("status", "createDate")}
    )


def _create_login(session: Session, values: JSON, olds: JSON) -> None:
    """Make a login with a generated password, as the real provider does."""
    del olds
    letters = string.ascii_letters + string.digits
    length = max(int(values["passwordLength"]) - 4, 1)
    values["password"] = "aA1!" + "".join(secrets.choice(letters) for _ in range(length))
    session.call(
        "iam",
        "create_login_profile",
        UserName=values["user"],
        Password=values["password"],
        PasswordResetRequired=bool(values.get("passwordResetRequired")),
    )


_USER = {"UserName": "{user}"}

TYPES = {
    "aws:iam/user:User": Type(
        service="iam",
        regional=False,
        inputs="name path permissionsBoundary forceDestroy",
        computed="arn uniqueId",
        # A renamed user keeps its old id in the state of the real provider too, so that a new one is the safer plan.
        replaces="name path",
        defaults={"path": "/", "forceDestroy": False},
        auto_name=AutoName(limit=64),
        local="forceDestroy",
        names={"name": "UserName", "uniqueId": "UserId"},
        show={"permissionsBoundary": "permissionsBoundary.permissionsBoundaryArn"},
        id="{name}",
        create=Call("create_user", inputs="*", result="user"),
        read=Call("get_user", {"UserName": "{id}"}, result="user"),
        update=(
            Call(
                "put_user_permissions_boundary",
                {"UserName": "{id}"},
                "permissionsBoundary",
                remove=Call("delete_user_permissions_boundary", {"UserName": "{id}"}),
            ),
        ),
        delete=(Call(run=_clear_user), Call("delete_user", {"UserName": "{id}"})),
        tags=Tags("tag_user", "untag_user", {"UserName": "{id}"}),
    ),
    "aws:iam/group:Group": Type(
        service="iam",
        regional=False,
        inputs="name path",
        computed="arn uniqueId",
        defaults={"path": "/"},
        auto_name=AutoName(limit=128),
        names={"name": "GroupName", "uniqueId": "GroupId"},
        id="{name}",
        create=Call("create_group", inputs="*", result="group"),
        read=Call("get_group", {"GroupName": "{id}"}, result="group"),
        replaces="name",
        update=(Call("update_group", {"GroupName": "{id}", "NewPath": "{path}"}, "path"),),
        delete=(Call("delete_group", {"GroupName": "{id}"}),),
    ),
    "aws:iam/accessKey:AccessKey": Type(
        service="iam",
        regional=False,
        inputs="user status",
        required="user",
        computed="createDate secret",
        replaces="user",
        defaults={"status": "Active"},
        secrets="secret",
        names={"user": "UserName", "secret": "SecretAccessKey"},
        id="{accessKeyId}",
        create=Call("create_access_key", inputs="user", result="accessKey"),
        after_create=(Call("update_access_key", {**_USER, "AccessKeyId": "{id}"}, "status"),),
        read=Call("get_access_key_last_used", {"AccessKeyId": "{id}"}, result="{userName: userName, id: '{id}'}"),
        update=(Call("update_access_key", {**_USER, "AccessKeyId": "{id}"}, "status"),),
        delete=(Call("delete_access_key", {**_USER, "AccessKeyId": "{id}"}),),
        present=_owner_of_key,
    ),
    "aws:iam/userLoginProfile:UserLoginProfile": Type(
        service="iam",
        regional=False,
        inputs="user passwordLength passwordResetRequired",
        required="user",
        computed="password",
        replaces="user passwordLength passwordResetRequired",
        defaults={"passwordLength": 20},
        write_only="passwordLength passwordResetRequired",
        secrets="password",
        id="{user}",
        create=Call(run=_create_login),
        read=Call("get_login_profile", _USER, result="loginProfile"),
        delete=(Call("delete_login_profile", _USER),),
    ),
}

"""What a reviewed kind of Azure resource is: what a read of it gives, and what built-in roles do not name of it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of resource, looked at by a person.

    Attributes:
        title: What it is, in words.
        type: Its resource type.
        source: Where Azure documents its operations.
        reads: What a read without operations gives; empty where it holds secrets or keys, or a read takes things away.
        actions: Its actions that built-in roles show by wildcard alone.
        data_actions: Its data actions that built-in roles show by wildcard alone.
        also: Types, in other words than its own, whose operations take effect on it.
        named: Operations that only read, or change nothing, although their name is that of an action.
        credential: Operations that tell or use a secret or a key: on such a resource itself they may be named.
        wide: Where only the operations on the kind itself may be named, those on what is in it that may be, too;
            None where every operation on what is in it may.
        note: What a reader should know: why a read is what it is, or what Azure cannot grant there.
    """

    title: str
    type: str
    source: str
    reads: tuple[str, ...]
    actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    credential: tuple[str, ...] = ()
    wide: tuple[str, ...] | None = None
    note: str = ""

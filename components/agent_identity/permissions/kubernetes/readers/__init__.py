"""Reads Kubernetes objects: one module for each family of kinds."""

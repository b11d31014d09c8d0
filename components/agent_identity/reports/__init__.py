"""Reports of an analysis for people and for other programs, from `permissions.findings.Report` alone."""

"""What grants really allow: pure Python, no Pulumi, no cloud SDK, and nothing else of this package."""

"""The register, the permit and the audit: what may be used, for what, and who looked."""

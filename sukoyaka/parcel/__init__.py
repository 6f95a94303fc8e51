"""Sealed transfer between zones: encrypted to one zone, signed by another, complete or refused.

A parcel is a directory: `manifest.json` (what is in it), `manifest.sig` (Ed25519 over its bytes) and `NNNN.age` parts
(age, X25519). The manifest binds every part by its digest, so a part that is cut, swapped, missing or foreign shows.
"""

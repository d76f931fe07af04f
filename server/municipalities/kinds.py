"""What a tenant is."""

from __future__ import annotations

from enum import StrEnum


class OrganisationKind(StrEnum):
    """All of them have people and can be parties of agreements alike; pages say which are no municipality."""

    MUNICIPALITY = "municipality"
    PROVIDER = "provider"  # another provider of lessons: a study association, a county, a music school

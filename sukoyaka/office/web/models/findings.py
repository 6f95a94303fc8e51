"""Determinations as the hub sent them: a run, its listed children, and what is known of each.

Shapes as in `sukoyaka.records.findings`. A later run becomes the current one; earlier ones stay.
"""

from typing import ClassVar

from django.db import models

from sukoyaka.office.web.models.cases import Case


class Run(models.Model):
    """One determination; or, where `intake` says so, the sheet on which people opened a case that no list had named."""

    run_id = models.CharField(max_length=64, unique=True)
    parcel = models.CharField(max_length=32)
    sequence = models.IntegerField()
    as_of = models.DateField()
    criteria = models.CharField(max_length=80)
    criteria_title = models.CharField(max_length=200)
    snapshot = models.CharField(max_length=64)
    labels = models.JSONField()
    population = models.IntegerField()
    support_needed = models.IntegerField()
    at_risk = models.IntegerField()
    unknown_share = models.FloatField()
    sources = models.JSONField()
    districts = models.JSONField(default=list)  # town, children, mark: small counts were hidden by the hub
    strands = models.JSONField()  # source → the strand most of its facts belong to
    current = models.BooleanField(default=False)
    intake = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["current"], condition=models.Q(current=True), name="run_one_current"),
            models.CheckConstraint(condition=~models.Q(current=True, intake=True), name="run_intake_never_current"),
        ]


class OfRun(models.Model):
    """A row of a run about a case."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)

    class Meta:
        abstract = True
        indexes: ClassVar = [models.Index(fields=["run", "case"], name="%(class)s_run_case")]


class Listing(OfRun):
    """A child on a list."""

    tier = models.CharField(max_length=20)
    rank = models.IntegerField()
    selected_by = models.CharField(max_length=20)
    birth_month = models.DateField()
    sex = models.CharField(max_length=10)
    town = models.CharField(max_length=20, null=True)
    items_known = models.IntegerField()
    items_total = models.IntegerField()
    last_seen_on = models.DateField(null=True)
    firmness = models.CharField(max_length=10, null=True)
    settled_by = models.TextField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "case"], name="listing_once_a_run")]
        indexes: ClassVar = [
            models.Index(fields=["run", "tier", "rank"], name="listing_in_order"),
            models.Index(fields=["case"], name="listing_of_case"),
        ]


class Reason(OfRun):
    """Why a child is on a list. The points stay here: screens show the direction alone."""

    position = models.IntegerField()
    item = models.CharField(max_length=80)
    asks = models.TextField()
    found = models.TextField()
    points = models.IntegerField()
    red_flag = models.BooleanField()
    domain = models.CharField(max_length=80)
    source = models.CharField(max_length=80)
    source_name = models.CharField(max_length=80)
    happened_on = models.DateField(null=True)
    known_on = models.DateField(null=True)


class Unknown(OfRun):
    """What could not be known of a child, and what would settle it."""

    item = models.CharField(max_length=80)
    asks = models.TextField()
    why = models.TextField()
    settles = models.TextField()


class Member(OfRun):
    """Somebody who lived with a child, for a stretch of time."""

    member = models.CharField(max_length=32)
    relation = models.CharField(max_length=80, null=True)
    birth_month = models.DateField()
    sex = models.CharField(max_length=10)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    same_household = models.BooleanField()


class LifeFact(OfRun):
    """Something that happened to a child or somebody it lives with."""

    member = models.CharField(max_length=32)
    strand = models.CharField(max_length=20)
    happened_on = models.DateField()
    known_on = models.DateField()
    code = models.CharField(max_length=120)
    label = models.TextField()
    value = models.TextField(null=True)
    source = models.CharField(max_length=80)
    source_name = models.CharField(max_length=80)


class Coverage(OfRun):
    """When a source could have shown something about a child."""

    source = models.CharField(max_length=80)
    source_name = models.CharField(max_length=80)
    from_on = models.DateField()
    until_on = models.DateField()

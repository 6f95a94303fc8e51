"""People who log in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sukoyaka.office.casework.roles import CHARTERS, Actor, Role


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; nobody is made with more rights than their role."""

    def create_account(self, username: str, password: str, *, name: str, role: Role, organisation: str, holdings: list[str]) -> "Account":
        """A new account with a hashed password."""
        account = self.model(username=username, name=name, role=role, organisation=organisation, holdings=holdings)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """One row per person; the role says what they may do."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=[(role.value, charter.label) for role, charter in CHARTERS.items()])
    organisation = models.CharField(max_length=80)
    holdings = models.JSONField(default=list)  # a holder's departments, as the sources name them
    without_second_factor = models.BooleanField(default=False)  # demonstration accounts alone
    is_active = models.BooleanField(default=True)
    initial_until = models.DateTimeField(null=True)  # of a password that somebody else gave; nothing once it is the person's own

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(role__in=[r.value for r in Role]), name="account_role_known")]

    def __str__(self) -> str:
        return self.username

    @property
    def actor(self) -> Actor:
        """The account as the rules know it."""
        return Actor(self.username, self.name, Role(self.role), self.organisation, tuple(self.holdings))

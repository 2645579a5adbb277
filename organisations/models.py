"""Alliances, networks, providers, tumour groups; people and their roles."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from organisations.grants import Capability, Grants, RoleKind
from organisations.querysets import AllianceQuerySet, NetworkQuerySet, ProviderQuerySet, UserQuerySet


class Nation(models.TextChoices):
    ENGLAND = "england", "England"
    SCOTLAND = "scotland", "Scotland"
    WALES = "wales", "Wales"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"


class NaturalCode(models.Manager):
    """Lets fixtures name a row by its code."""

    def get_by_natural_key(self, code):
        return self.get(code=code)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Make an account; the address is kept in lower case, because people type it in any."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, by e-mail address."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=150)
    job_title = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField("active", default=True, help_text="Untick instead of deleting the account.")
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message="This address has an account.",
            )
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_staff(self):
        """Django's admin asks this; the table of permissions answers."""
        return self.is_superuser or self.grants.anywhere(Capability.USE_ADMIN)

    @cached_property
    def grants(self) -> Grants:
        """What this person may do and where; one query, kept for the life of the object (one request)."""
        rows = self.roles.values_list("kind", "alliance_id", "network_id", "network__alliance_id")
        return Grants.of(rows, everything=self.is_active and self.is_superuser)


class Alliance(models.Model):
    """A cancer alliance of England, or a regional cancer network of Scotland: the boundary of access."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    nation = models.CharField(max_length=20, choices=Nation)
    ons_code = models.CharField(
        "ONS code", max_length=9, blank=True, help_text="Of the English alliances, e.g. E56000016."
    )

    objects = NaturalCode.from_queryset(AllianceQuerySet)()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)


class TumourGroup(models.Model):
    """A tumour group in the one vocabulary that every list is mapped to."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)

    objects = NaturalCode()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)


class TumourGroupSynonym(models.Model):
    """Another name for a tumour group, as some list or local paper has it."""

    tumour_group = models.ForeignKey(TumourGroup, models.CASCADE, related_name="synonyms")
    name = models.CharField(max_length=160, help_text="Compared without regard to case.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="synonym_means_one_group",
                violation_error_message="This name is mapped already.",
            )
        ]

    def __str__(self):
        return self.name


class Network(models.Model):
    """A managed clinical network, or site-specific group, of an alliance."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="networks")
    tumour_group = models.ForeignKey(
        TumourGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="networks",
        help_text="Empty where it spans several.",
    )

    objects = NaturalCode.from_queryset(NetworkQuerySet)()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["alliance", "name"], name="network_named_once_in_alliance")]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)


class ProviderManager(models.Manager.from_queryset(ProviderQuerySet)):
    def get_by_natural_key(self, ods_code):
        return self.get(ods_code=ods_code)


class Provider(models.Model):
    """An NHS trust or health board; after a merger it names its successor and the day."""

    ods_code = models.CharField("ODS or board code", max_length=12, unique=True)
    name = models.CharField(max_length=160)
    nation = models.CharField(max_length=20, choices=Nation)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    succeeded_on = models.DateField(null=True, blank=True)

    objects = ProviderManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True, succeeded_on__isnull=True)
                | Q(successor__isnull=False, succeeded_on__isnull=False),
                name="successor_has_a_date",
                violation_error_message="A successor needs the date on which it took over.",
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.ods_code})"

    def natural_key(self):
        return (self.ods_code,)


class ProviderAlliance(models.Model):
    """Which alliance a provider belonged to, from one day to another (or until further notice)."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="alliance_periods")
    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="provider_periods")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day; empty while it lasts.")
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "provider's alliance"
        verbose_name_plural = "providers' alliances"
        ordering = ["provider", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "valid_from"], name="provider_mapped_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="mapping_ends_after_it_begins",
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self):
        return f"{self.provider} in {self.alliance} from {self.valid_from}"


class Role(models.Model):
    """What a person is to an alliance, or to one network of it; access.py says what that allows."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    kind = models.CharField("role", max_length=20, choices=RoleKind)
    alliance = models.ForeignKey(Alliance, models.CASCADE, null=True, blank=True, related_name="roles")
    network = models.ForeignKey(Network, models.CASCADE, null=True, blank=True, related_name="roles")

    class Meta:
        ordering = ["user", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(alliance__isnull=False, network__isnull=True)
                | Q(alliance__isnull=True, network__isnull=False),
                name="role_in_alliance_or_network",
                violation_error_message="Give the role either for a whole alliance or for one network.",
            ),
            models.UniqueConstraint(fields=["user", "kind", "alliance"], name="role_given_once_in_alliance"),
            models.UniqueConstraint(fields=["user", "kind", "network"], name="role_given_once_in_network"),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}, {self.network or self.alliance}"

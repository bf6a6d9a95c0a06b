"""Where a person wants to be paid. Versions, never edits; no bank numbers, no tax documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from accounts import encryption


class Payee(models.Model):
    """One version of a person's payee details; name and destination are encrypted."""

    class Method(models.TextChoices):
        PAYPAL = "paypal", "PayPal"
        BANK = "bank", "Bank transfer"
        OTHER = "other", "Another way, agreed with finance"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payees")
    version = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=Method)
    country = models.CharField(max_length=2)
    legal_name_encrypted = models.TextField()
    destination_encrypted = models.TextField(
        help_text="A PayPal address, finance's own reference of the bank recipient, or a note."
    )
    fingerprint = models.CharField(max_length=64, help_text="HMAC of method and destination, for equality only.")
    digest = models.CharField(max_length=64, help_text="HMAC of all of this version.")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    usable_from = models.DateTimeField(help_text="First details at once, later ones after a wait.")
    proof_encrypted = models.TextField(blank=True, help_text="For another way: what finance agreed, and with whom.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="one_payee_per_version")]
        ordering = ["person", "-version"]

    def __str__(self) -> str:
        return f"Payee details of {self.person}, version {self.version}"

    @cached_property
    def legal_name(self) -> str:
        return encryption.decrypt(self.legal_name_encrypted)

    @cached_property
    def destination(self) -> str:
        return encryption.decrypt(self.destination_encrypted)

    @property
    def proof(self) -> str:
        return encryption.decrypt(self.proof_encrypted) if self.proof_encrypted else ""

    @property
    def masked(self) -> str:
        """Enough to recognise, too little to use: `m•••@example.org`."""
        text = self.destination
        if not text:
            return "not entered yet"
        name, at_sign, domain = text.partition("@")
        return f"{name[:1]}•••{at_sign}{domain}" if at_sign else f"•••{text[-3:]}"

"""Money, for looking only: every act goes through its page and its second factor."""

from django.contrib import admin

from mlsafety_course.looking import LookingAdmin
from stipends.models import LedgerEntry, Payee, Payout, PayoutBatch, Stipend, StipendTerms


@admin.register(Stipend)
class StipendAdmin(LookingAdmin):
    list_display = ["enrollment", "amount", "status", "opened_at", "expected_on", "approved_by"]
    list_filter = ["status", "terms"]
    list_select_related = ["enrollment__person", "enrollment__cohort", "approved_by"]
    search_fields = ["enrollment__person__full_name", "enrollment__person__email"]


@admin.register(Payout)
class PayoutAdmin(LookingAdmin):
    list_display = ["number", "person", "net", "status", "reference", "batch"]
    list_filter = ["status"]
    list_select_related = ["person", "batch"]
    search_fields = ["number", "reference", "person__full_name"]


@admin.register(PayoutBatch)
class PayoutBatchAdmin(LookingAdmin):
    list_display = ["__str__", "provider", "status", "payout_count", "total", "frozen_by", "sent_by"]
    list_select_related = ["frozen_by", "sent_by"]
    exclude = ["file_encrypted", "pack_encrypted"]


@admin.register(Payee)
class PayeeAdmin(LookingAdmin):
    list_display = ["person", "version", "method", "country", "given_at"]
    list_select_related = ["person"]
    exclude = ["legal_name_encrypted", "destination_encrypted", "proof_encrypted", "fingerprint", "digest"]


@admin.register(StipendTerms)
class StipendTermsAdmin(LookingAdmin):
    list_display = ["cohort", "amount", "budget", "budget_code"]
    list_select_related = ["cohort"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(LookingAdmin):
    list_display = ["at", "event", "account", "amount_cents", "currency", "stipend"]
    list_filter = ["event", "account"]
    list_select_related = ["stipend__enrollment__person"]
    search_fields = ["key"]

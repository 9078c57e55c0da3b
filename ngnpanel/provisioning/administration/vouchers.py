"""Pages of the vouchers: to look at and to block, for their numbers are made elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import now

from ngnpanel.provisioning.administration.recording import note
from ngnpanel.provisioning.models import Voucher

if TYPE_CHECKING:
    VoucherAdmin = admin.ModelAdmin[Voucher]
else:
    VoucherAdmin = admin.ModelAdmin


class Vouchers(VoucherAdmin):
    """Nothing can be typed here; a voucher that is used stays as it is."""

    list_display = ("id", "reseller", "batch", "value", "ends", "state", "used", "used_for")
    list_select_related = ("reseller",)
    list_filter = ("is_blocked",)
    search_fields = ("=id", "batch", "reseller__username", "used_for")
    list_per_page = 50
    exclude = ("number_digest",)
    actions = ("block",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - as Django calls it
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Voucher | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Voucher | None = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    @admin.display(description="state")
    def state(self, voucher: Voucher) -> str:
        """Good, used, blocked or expired."""
        return voucher.state(now())

    @admin.action(description="Block the chosen vouchers")
    def block(self, request: HttpRequest, queryset: QuerySet[Voucher]) -> None:
        """They cannot be used any more."""
        with transaction.atomic():
            rows = Voucher.objects.select_for_update(of=("self",)).filter(
                pk__in=queryset.values("pk"), used__isnull=True, is_blocked=False
            )
            numbers = [row.pk for row in rows.order_by("pk")]
            Voucher.objects.filter(pk__in=numbers).update(is_blocked=True)
            note(request, "blockVoucher", "voucher", numbers)
        self.message_user(request, f"Blocked: {len(numbers)}.", messages.SUCCESS)

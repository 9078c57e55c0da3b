"""The addresses of one account's pages, below ``subscriber/<address>/``."""

from __future__ import annotations

from django.urls import URLPattern, path

from ngnpanel.accounts.subscriber.views import (
    accept,
    barring,
    contacts,
    contacts_export,
    contacts_import,
    credit,
    credit_change,
    devices,
    forwarding,
    history,
    hours,
    identity,
    overview,
    passwords,
    planning,
    rejected,
    security,
    settings,
    setup,
    statistics,
    trace,
    voicemail,
    what_if,
)

ContactPage = contacts.ContactPage.as_view()

urlpatterns: list[URLPattern] = [
    path("", overview.Overview.as_view(), name="subscriber-overview"),
    path(
        "do-not-disturb/",
        overview.DoNotDisturb.as_view(),
        name="subscriber-overview-do-not-disturb",
    ),
    path("missed/", overview.Missed.as_view(), name="subscriber-overview-missed"),
    path("what-if/", what_if.WhatIf.as_view(), name="subscriber-what-if"),
    path("identity/", identity.Identity.as_view(), name="subscriber-identity"),
    path("identity/mail/", identity.MailIdentity.as_view(), name="subscriber-identity-mail"),
    path(
        "identity/aliases/<str:alias>/delete/",
        identity.AliasDelete.as_view(),
        name="subscriber-identity-alias-delete",
    ),
    path("devices/", devices.Devices.as_view(), name="subscriber-devices"),
    path("devices/setup/", setup.SetUp.as_view(), name="subscriber-devices-setup"),
    path("forwarding/", forwarding.Forwarding.as_view(), name="subscriber-forwarding"),
    path("accept/", accept.Accept.as_view(), name="subscriber-accept"),
    path("accept/temporary/", accept.Temporary.as_view(), name="subscriber-accept-temporary"),
    path("accept/plan/", planning.Planned.as_view(), name="subscriber-accept-plan"),
    path(
        "accept/plan/cancel/",
        planning.CancelPlan.as_view(),
        name="subscriber-accept-plan-cancel",
    ),
    path("accept/hours/", hours.Hours.as_view(), name="subscriber-accept-hours"),
    path("history/", history.History.as_view(), name="subscriber-history"),
    path("history/csv/", history.HistoryFile.as_view(), name="subscriber-history-csv"),
    path(
        "history/statistics/",
        statistics.Statistics.as_view(),
        name="subscriber-history-statistics",
    ),
    path(
        "history/statistics/csv/",
        statistics.StatisticsFile.as_view(),
        name="subscriber-history-statistics-csv",
    ),
    path("history/trace/", trace.Trace.as_view(), name="subscriber-history-trace"),
    path(
        "history/trace/text/",
        trace.TraceText.as_view(),
        name="subscriber-history-trace-text",
    ),
    path("contacts/", contacts.Contacts.as_view(), name="subscriber-contacts"),
    path(
        "contacts/export/",
        contacts_export.ContactsExport.as_view(),
        name="subscriber-contacts-export",
    ),
    path(
        "contacts/import/",
        contacts_import.ContactsImport.as_view(),
        name="subscriber-contacts-import",
    ),
    path("contacts/add/", ContactPage, {"act": "add"}, name="subscriber-contacts-add"),
    path("contacts/edit/", ContactPage, {"act": "edit"}, name="subscriber-contacts-edit"),
    path("contacts/delete/", contacts.ContactDelete.as_view(), name="subscriber-contacts-delete"),
    path("rejected/", rejected.Rejected.as_view(), name="subscriber-rejected"),
    path("rejected/again/", rejected.AcceptAgain.as_view(), name="subscriber-rejected-again"),
    path("rejected/anonymous/", rejected.Anonymous.as_view(), name="subscriber-rejected-anonymous"),
    path("voicemail/", voicemail.Voicemail.as_view(), name="subscriber-voicemail"),
    path("voicemail/off/", voicemail.VoicemailOff.as_view(), name="subscriber-voicemail-off"),
    path("barring/", barring.Barring.as_view(), name="subscriber-barring"),
    path("barring/allow/", barring.Allow.as_view(), name="subscriber-barring-allow"),
    path("credit/", credit.Credit.as_view(), name="subscriber-credit"),
    path("credit/csv/", credit.CreditFile.as_view(), name="subscriber-credit-csv"),
    path("credit/change/", credit_change.ChangeCredit.as_view(), name="subscriber-credit-change"),
    path("credit/refund/", credit_change.RefundCredit.as_view(), name="subscriber-credit-refund"),
    path("settings/", settings.Settings.as_view(), name="subscriber-settings"),
    path(
        "settings/lift-quota/",
        settings.LiftQuota.as_view(),
        name="subscriber-settings-lift-quota",
    ),
    path(
        "settings/phone-password/",
        passwords.PhonePassword.as_view(),
        name="subscriber-settings-phone-password",
    ),
    path(
        "settings/panel-password/",
        passwords.PanelPassword.as_view(),
        name="subscriber-settings-panel-password",
    ),
    path("security/", security.Security.as_view(), name="subscriber-security"),
    path("security/sign-out/", security.SignOut.as_view(), name="subscriber-security-sign-out"),
]

"""The desk, the staff and its roles, and what is a person's own."""

from __future__ import annotations

from django.urls import path

from ngnpanel.staff.views import desk, members, own, roles

urlpatterns = [
    path("support/", desk.desk, name="support"),
    path("support/open/<slug:kind>/<str:key>/", desk.open_session, name="support-open"),
    path("support/extend/", desk.extend, name="support-extend"),
    path("support/end/", desk.end, name="support-end"),
    path("account/password/", own.own_password, name="own-password"),
    path("account/consent/", own.own_consent, name="own-consent"),
    path("staff/", members.members, name="staff-list"),
    path("staff/add/", members.add, name="staff-add"),
    path("staff/<int:number>/", members.edit, name="staff-edit"),
    path("staff/<int:number>/password/", members.password, name="staff-password"),
    path("staff/<int:number>/active/", members.switch, name="staff-active"),
    path("staff/roles/", roles.roles, name="staff-role-list"),
    path("staff/roles/add/", roles.add, name="staff-role-add"),
    path("staff/roles/<int:number>/", roles.edit, name="staff-role-edit"),
    path("staff/roles/<int:number>/delete/", roles.delete, name="staff-role-delete"),
]

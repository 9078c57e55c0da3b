"""The addresses of jobs and schedules."""

from __future__ import annotations

from django.urls import URLPattern, path

from ngnpanel.jobs.views import acting, items, listing, looking, schedules, settings

urlpatterns: list[URLPattern] = [
    path("jobs/", listing.job_list, name="job-list"),
    path("jobs/<int:number>/", looking.job_detail, name="job-detail"),
    path("jobs/<int:number>/settings/", settings.job_settings, name="job-settings"),
    path("jobs/<int:number>/do/<slug:act>/", acting.job_act, name="job-act"),
    path("jobs/<int:number>/results.csv", items.job_results, name="job-results-csv"),
    path("schedules/", schedules.schedule_list, name="schedule-list"),
    path("schedules/<slug:name>/run/", schedules.schedule_run, name="schedule-run"),
    path("jobs/<int:number>/file/<int:file>/", acting.job_file, name="job-file"),
]

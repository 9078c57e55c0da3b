"""The addresses of the SOAP endpoint."""

from __future__ import annotations

from django.urls import path

from ngnpanel.provisioning.views import document, encoding_schema, soap

urlpatterns = [
    path("", soap, name="soap"),
    path("wsdl", document, name="soap-wsdl"),
    path("soapenc.xsd", encoding_schema, name="soap-encoding"),
]

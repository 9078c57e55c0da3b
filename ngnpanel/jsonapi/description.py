"""The API in the words of OpenAPI 3.1, made from the actions themselves."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

from ngnpanel.jsonapi.actions import ACTIONS
from ngnpanel.jsonapi.actions.action import FLAG, TEXT, Action, record
from ngnpanel.jsonapi.enrolment import wanted
from ngnpanel.jsonapi.lists import COUNT, JOB, LISTS, MOST_NUMBER, START, List
from ngnpanel.jsonapi.parameters import JSON, Parameter, Schema

FORM: Final = "application/x-www-form-urlencoded"
ADDRESS: Final = {
    "name": "address",
    "in": "path",
    "required": True,
    "description": "The SIP address of the account.",
    "schema": {"type": "string", "minLength": 3, "maxLength": 320},
    "example": "alice@example.com",
}
REFUSALS: Final = {
    "400": "A token stands in the address or in a field instead of the header.",
    "401": "Nobody signed in, or with a wrong password or token.",
    "403": "Not allowed, the token lacks a scope, or the request may come from another site.",
    "404": "There is no such account, or it is somebody else's.",
    "413": "Too much at once.",
    "422": "Refused; error_message says why.",
    "429": "Too often; Retry-After says how long to wait.",
    "503": "The platform does not answer; try again later.",
}
# Subscribers have no lists.
STAFF: Final[list[dict[str, list[str]]]] = [{"token": []}, {"session": []}]
LOCATION: Final = record(country=TEXT, city=TEXT, code=TEXT, region=TEXT)


def described() -> dict[str, Any]:
    """The whole description."""
    paths = {
        "/api/subscriber/": _by_field(),
        **{f"/api/subscriber/{{address}}/{a.name}/": _path(a) for a in ACTIONS.values()},
        "/api/subscriber/{address}/get_location/": _location(),
        **{f"/api/{one.name}/": {"get": _list(one)} for one in LISTS.values()},
        "/api/jobs/{number}/": _job(),
        "/enrolment/": {"post": _enrolment()},
        "/api/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description.",
                "security": [],
                "responses": {"200": _media("The description.", JSON, {"type": "object"})},
            }
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ngnpanel JSON API",
            "version": "1",
            "description": "The settings of SIP accounts, and lists for programs of resellers.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"digest": []}, {"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "digest": {
                    "type": "http",
                    "scheme": "digest",
                    "description": "The address, or its user part, and the web or SIP password.",
                },
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "ngnp_…",
                    "description": "An API token of a customer, a reseller or the administrator.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": settings.SESSION_COOKIE_NAME,
                    "description": "A session of the panel; changes are POSTs with X-CSRFToken.",
                },
            },
            "responses": {
                status: _media(text, JSON, {"$ref": "#/components/schemas/Refusal"})
                for status, text in REFUSALS.items()
            },
            "schemas": {"Refusal": record(success={"const": False}, error_message=TEXT)},
        },
    }


def _path(action: Action) -> dict[str, Any]:
    return {"parameters": [ADDRESS], "post" if action.changes else "get": _operation(action)}


def _operation(action: Action) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": action.name,
        "summary": action.text,
        "responses": {"200": _success(action), **_refusals()},
    }
    if action.changes:
        if action.parameters:
            operation["requestBody"] = _body(action.parameters)
    else:
        operation["parameters"] = [_query(parameter) for parameter in action.parameters]
    return operation


def _list(one: List) -> dict[str, Any]:
    """A window of a list."""
    return {
        "operationId": f"list_{one.name}",
        "summary": one.text,
        "security": STAFF,
        "parameters": [_query(each) for each in (*one.parameters, START, COUNT)],
        "responses": {"200": _media("The window.", JSON, one.answer), **_refusals()},
    }


def _job() -> dict[str, Any]:
    number = {
        "name": "number",
        "in": "path",
        "required": True,
        "description": "The number of the job.",
        "schema": {"type": "integer", "minimum": 0, "maximum": MOST_NUMBER},
    }
    return {
        "parameters": [number],
        "get": {
            "operationId": "job",
            "summary": "One job and how far it is.",
            "security": STAFF,
            "responses": {"200": _media("The job.", JSON, JOB), **_refusals()},
        },
    }


def _success(action: Action) -> dict[str, Any]:
    if action.media:
        schema = {"type": "string", "format": "binary"}
        return _media("The file.", action.media, schema)
    described = _media("The answer.", JSON, action.answer)
    if any(parameter.name == "csv" for parameter in action.parameters):
        described["content"]["text/csv"] = {"schema": TEXT}
    return described


def _refusals() -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}


def _media(text: str, media: str, schema: Schema) -> dict[str, Any]:
    return {"description": text, "content": {media: {"schema": schema}}}


def _query(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.text,
        "required": parameter.is_required,
        "schema": parameter.schema,
    }


def _body(parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    schema: Schema = {
        "type": "object",
        "properties": {p.name: {**p.schema, "description": p.text} for p in parameters},
    }
    required = [p.name for p in parameters if p.is_required]
    if required:
        schema["required"] = required
    content = {JSON: {"schema": schema}}
    if all(p.schema["type"] != "array" for p in parameters):
        # In a form field a list is JSON text, which this language cannot say.
        content[FORM] = {"schema": schema}
    return {"required": bool(required), "content": content}


def _by_field() -> dict[str, Any]:
    """The address of the programs that exist; what they get is what the action answers."""
    anything = {"type": ["object", "array"]}
    fields = {
        "action": {"type": "string", "enum": [*ACTIONS, "get_location"]},
        "account": {
            "type": "string",
            "description": "The address or its user part; else one's own.",
        },
        "realm": {"type": "string", "description": "The domain of a user part."},
    }
    parameters = [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in fields.items()
    ]
    operation = {
        "summary": "Any action, named in a field; a refusal has status 200 and success false.",
        "responses": {"200": _media("The answer.", JSON, anything), **_refusals()},
    }
    return {
        "get": {"operationId": "action_by_get", "parameters": parameters, **operation},
        "post": {
            "operationId": "action_by_post",
            "requestBody": {
                "content": {
                    kind: {"schema": {"type": "object", "properties": fields}}
                    for kind in (FORM, JSON)
                }
            },
            **operation,
        },
    }


def _location() -> dict[str, Any]:
    return {
        "parameters": [ADDRESS],
        "get": {
            "operationId": "get_location",
            "summary": "Where the caller is, all empty: no database of addresses is installed.",
            "security": [],
            "responses": {"200": _media("Nowhere.", JSON, LOCATION), **_refusals()},
        },
    }


def _enrolment() -> dict[str, Any]:
    """Sign-up; what it answers is told by members rather than by the status."""
    services = ("xcap_root", "msrp_relay", "conference_server", "ldap_hostname", "ldap_dn")
    welcome = record(
        success=FLAG, sip_address=TEXT, email=TEXT, settings_url=TEXT, outbound_proxy=TEXT
    )
    welcome["properties"] |= dict.fromkeys(services, TEXT)
    welcome["properties"]["passport"] = record(ca=TEXT, crt=TEXT, key=TEXT)
    errors = ["value_error", "user_exists", "internal_error"]
    failure = record(
        success={"const": False}, error={"type": "string", "enum": errors}, error_message=TEXT
    )
    failures = {
        "404": "Nobody can sign up here.",
        "413": "Too much at once.",
        "429": "Too many people sign up; Retry-After says how long to wait.",
        "503": "The platform does not answer, and nothing was made.",
    }
    return {
        "operationId": "enrolment",
        "summary": "Sign up: a customer and an account, both or neither.",
        "security": [],
        "requestBody": _body(wanted.PARAMETERS),
        "responses": {
            "200": _media(
                "The account, or why there is none.", JSON, {"anyOf": [welcome, failure]}
            ),
            **{status: _media(text, JSON, failure) for status, text in failures.items()},
        },
    }

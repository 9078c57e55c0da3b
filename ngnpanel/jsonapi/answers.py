"""Answers in JSON that nobody keeps."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import HttpResponse, HttpResponseBase, JsonResponse

Response = TypeVar("Response", bound=HttpResponseBase)


def answer(data: Any, status: int = 200) -> HttpResponse:
    """``data`` as JSON."""
    response = JsonResponse(data, safe=False, status=status)
    return private(response)


def refusal(text: str, status: int, **more: Any) -> HttpResponse:
    """Why nothing was done."""
    return answer({"success": False, "error_message": text, **more}, status)


def wait(text: str, status: int, seconds: int, **more: Any) -> HttpResponse:
    """Why nothing was done yet, and when to try again."""
    response = refusal(text, status, **more)
    response["Retry-After"] = str(seconds)
    return response


def private(response: Response) -> Response:
    """No cache and no page of another site gets it."""
    response["Cache-Control"] = "no-store, private"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

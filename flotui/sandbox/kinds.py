# SPDX-License-Identifier: MIT
"""The faults by name: how an answer has been seen to go wrong, or could.

Two groups. After an *accepted* request the host has done what it was asked, and only the answer is lost or
spoilt; before, it has done nothing. The sandbox counts what it accepted, so a test can hold a client against
that.
"""

from __future__ import annotations

from collections.abc import Mapping

_PAGE = "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n"
_GATEWAY = _PAGE.format("502 Bad Gateway")
_WRONG_VERB = "The POST method is not supported for this route. Supported methods: PUT."
_LOGIN = {"location": "/login"}
_FIREWALL = _PAGE.format("Attention Required! | Cloudflare") + "<p>error code: 1010</p>\n"

AFTER: Mapping[str, Mapping[str, object]] = {
    "drop": {"drop": "reset"},
    "close": {"drop": "close"},
    "hang": {"hang": True},
    "drip": {"drip_ms": 40},
    "late": {"delay_ms": 1000},
    "cut-body": {"truncate": "body"},
    "cut-length": {"truncate": "length"},
    "cut-chunks": {"truncate": "chunks"},
    "500": {"status": 500},
    "500-page": {"status": 500, "text": _PAGE.format("500 Server Error")},
    "502-page": {"status": 502, "text": _GATEWAY},
    "503": {"status": 503, "body": {"message": "Service Unavailable"}},
    "504-page": {"status": 504, "text": _PAGE.format("504 Gateway Time-out")},
    "empty": {"text": ""},
    "null": {"text": "null", "content_type": "application/json"},
    "list": {"body": []},
    "text": {"text": "OK", "content_type": "text/plain"},
    "page": {"text": _PAGE.format("Log in")},
    "redirect": {"status": 302, "text": _PAGE.format("Redirecting to /login"), "headers": _LOGIN},
    "wrong-types": {"body": {"data": "7", "status": 1, "message": ["saved"]}},
    "not-json": {"text": "{'status': 'ok'}", "content_type": "application/json"},
    "twice": {"text": '{"message": ""}{"message": ""}', "content_type": "application/json"},
    "not-utf8": {"text": '{"message": "salvo às 9h"}', "encoding": "latin-1"},
    "not-gzip": {"text": "{}", "headers": {"content-encoding": "gzip"}},
}
"""The request is carried out, and then this comes of the answer."""

BEFORE: Mapping[str, Mapping[str, object]] = {
    "drop-before": {"drop": "reset"},
    "close-before": {"drop": "close"},
    "hang-before": {"hang": True},
    "500-before": {"status": 500},
    "502-before": {"status": 502, "text": _GATEWAY},
    "page-before": {"text": _PAGE.format("Log in")},
    "redirect-before": {"status": 302, "text": _PAGE.format("Redirecting to /login"), "headers": _LOGIN},
    "400": {"status": 400, "body": {"message": "Bad Request"}},
    "401": {"status": 401, "body": {"message": "Unauthenticated."}},
    "403": {"status": 403, "body": {"message": "This token does not have the scope: Manage Flow."}},
    "403-page": {"status": 403, "text": _FIREWALL},
    "404": {"status": 404, "body": {"message": "Subscriber not found"}},
    "404-page": {"status": 404, "text": _PAGE.format("404 Not Found")},
    "422": {
        "status": 422,
        "body": {"message": "The value is invalid.", "errors": {"value": ["The value is invalid."]}},
    },
    "429": {"status": 429, "body": {"message": "Too Many Attempts."}},
    "429-wait": {
        "status": 429,
        "body": {"message": "Too Many Attempts."},
        "headers": {"retry-after": "17"},
    },
    "429-as-200": {"body": {"message": "Too Many Attempts."}},
    "wrong-verb": {"body": {"message": _WRONG_VERB}},
    "refused-as-200": {"body": {"status": "error", "message": "Not allowed now."}},
}
"""The request is not carried out."""

KINDS: Mapping[str, Mapping[str, object]] = {
    **{name: {**fault, "accepted": True} for name, fault in AFTER.items()},
    **{name: {**fault, "accepted": False} for name, fault in BEFORE.items()},
}
"""What each name sets of a `Fault`."""

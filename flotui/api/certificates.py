# SPDX-License-Identifier: MIT
"""Which certificates are trusted, and what the environment says of them.

`SSL_CERT_FILE` and `SSL_CERT_DIR` are OpenSSL's variables, `REQUESTS_CA_BUNDLE` and `CURL_CA_BUNDLE` those of
programs that people have set up already. The first that is set counts, and replaces the certificates that
come with flotui (certifi's). What can't be used is refused with the variable's name: nothing else is trusted instead.

httpx is imported when the first connection is made, in a thread, after the first paint.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from pathlib import Path

import msgspec

from flotui.api.errors import Unreachable

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""What may name certificates; the first that is set counts."""

_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")
"""A certificate's name in a folder, by which OpenSSL finds it."""


class Trust(msgspec.Struct, frozen=True):
    """Where the certificates that are trusted come from."""

    variable: str = ""
    """The variable that names them; empty for certifi's."""
    value: str = ""
    """What it names: a file, a folder, or several folders."""
    passed_over: tuple[str, ...] = ()
    """Variables that are set and don't count, since another comes first."""

    def context(self) -> ssl.SSLContext:
        """What a connection is made with.

        Raises:
            Unreachable: when what the variable names can't be used; the sentence says why.
        """
        places = self._places() if self.variable else []
        try:
            if not places:
                import httpx

                return httpx.create_ssl_context(trust_env=False)
            context = ssl.create_default_context(cafile=_file(places[0]), capath=_folder(places[0]))
            for place in places[1:]:
                context.load_verify_locations(_file(place), _folder(place))
        except ssl.SSLError:
            raise self._unusable(places[0], "holds no certificate in PEM form") from None
        except OSError as error:
            raise _keylog_fails(error) from None
        return context

    def _places(self) -> list[str]:
        """The file or the folders that the variable names and that are here.

        Raises:
            Unreachable: when there is none, or it can't be read.
        """
        several = self.value.split(os.pathsep) if self.variable == "SSL_CERT_DIR" else [self.value]
        problem = self._unusable(self.value, "doesn't exist")
        here = []
        for place in map(os.path.expanduser, filter(None, several)):
            try:
                if _folder(place) is None:
                    Path(place).open("rb").close()
                elif not any(_HASHED.fullmatch(each.name) for each in Path(place).iterdir()):
                    problem = self._unusable(place, "holds no certificate under OpenSSL's name for it")
                    continue
            except FileNotFoundError:
                continue
            except OSError as error:
                problem = self._unusable(place, f"can't be read ({error.strerror})")
                continue
            here.append(place)
        if not here:
            raise problem
        return here

    def _unusable(self, place: str, why: str) -> Unreachable:
        advice = f"Correct {self.variable} or unset it, then start flotui again."
        if "OpenSSL's name" in why:
            advice = f"Run: openssl rehash {place}. Or name one file with SSL_CERT_FILE."
        return Unreachable(f"{self.variable} names {place}, which {why}. Nothing was sent.", advice=advice)


def trust(environ: Mapping[str, str]) -> Trust:
    """Where the environment has certificates come from.

    Args:
        environ: the environment.
    """
    found = [name for name in VARIABLES if environ.get(name, "").strip()]
    return Trust(found[0], environ[found[0]].strip(), tuple(found[1:])) if found else Trust()


def _folder(place: str) -> str | None:
    return place if Path(place).is_dir() else None


def _file(place: str) -> str | None:
    return None if Path(place).is_dir() else place


def _keylog_fails(error: OSError) -> Unreachable:
    """The error for the one other file that a context opens: where OpenSSL writes the keys of connections."""
    place = error.filename or os.environ.get("SSLKEYLOGFILE", "")
    return Unreachable(
        f"SSLKEYLOGFILE names {place}, which can't be written ({error.strerror}). Nothing was sent.",
        advice="Correct SSLKEYLOGFILE or unset it, then start flotui again.",
    )

# SPDX-License-Identifier: MIT
"""Proxies and certificates of the environment: each works, or is named in a sentence after which nothing was sent."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path
from typing import Any

import pytest

from flotui.api.call import Call
from flotui.api.client import Client
from flotui.api.errors import FlochatError, InsecureHost, Unknown, Unreachable
from flotui.api.failures import Timeouts
from flotui.api.proxies import exempted, way_to
from tests.support.each_of import each_of
from tests.support.way import NOBODY, Certificate, Host, HttpProxy, listening, socks5

BASE = "https://app.flochat.ai/api"
READ = Call.of("flowTags")
ONCE = Call.of("flowCreateTag", body={"name": "vip"})
VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"]
CERTIFICATES = ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSLKEYLOGFILE"]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*VARIABLES, *map(str.lower, VARIABLES), *CERTIFICATES]:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("certificate"))


async def failure(base_url: str = BASE, call: Call = ONCE, **options: Any) -> FlochatError:
    client = Client(base_url, "token-token", **options)
    with pytest.raises(FlochatError) as caught:
        async with asyncio.timeout(20):
            await client.send(call)
    await client.aclose()
    assert "Nothing was sent." in str(caught.value) and "/1" not in repr(caught.value.__cause__)
    return caught.value


# -- NO_PROXY: whose entry a host is ---------------------------------------------------------------


@each_of(
    ("host", "exempt"),
    [
        ("app.flochat.ai", "app.flochat.ai"),
        ("app.flochat.ai", "flochat.ai"),
        ("app.flochat.ai", ".flochat.ai"),
        ("app.flochat.ai", "*.flochat.ai"),
        ("APP.flochat.ai", "other.example,  FLOCHAT.AI."),
        ("app.flochat.ai", "other.example flochat.ai"),
        ("app.flochat.ai", '"localhost,flochat.ai"'),
        ("app.flochat.ai", "https://app.flochat.ai/"),
        ("app.flochat.ai", "app.flochat.ai:443"),
        ("app.flochat.ai:8443", "flochat.ai:8443"),
        ("app.flochat.ai", "*"),
        ("app.flochat.ai", "localhost,*"),
        ("localhost", "localhost"),
        ("intranet", "<local>"),
        ("10.1.2.3", "10.1.2.3"),
        ("10.1.2.3", "10.0.0.0/8"),
        ("10.1.2.3", "10.1.2.3/8"),
        ("[::1]", "[::1]"),
        ("[::1]", "::1"),
        ("[::1]", "[::1]:443"),
        ("[::1]", "0:0:0:0:0:0:0:1"),
        ("[fd00::12]", "fd00::/8"),
        ("[fd00::12]", "[fd00::]/8"),
        ("[fd00::12]", "[fd00::/8]"),
        ("[::ffff:10.1.2.3]", "10.0.0.0/8"),
    ],
)
def test_no_proxy_means_a_host(host: str, exempt: str) -> None:
    entry, unread = exempted(f"https://{host}/api", exempt)
    assert entry and not unread
    assert way_to(f"https://{host}/api", {"HTTPS_PROXY": NOBODY, "NO_PROXY": exempt}).proxy is None


@pytest.mark.parametrize(
    "exempt",
    [
        "",
        ",",
        "localhost,127.0.0.1,[::1],::1,fd00::/8,[fe80::1%eth0],10.0.0.0/8,192.168.0.0/16",
        "chat.ai",
        "myflochat.ai",
        "app.flochat.ai:8443",
        "app.flochat.ai.example",
    ],
)
def test_no_proxy_means_others(exempt: str) -> None:
    assert exempted(BASE, exempt) == ("", ())


def test_entries_that_mean_nothing_are_named_and_the_others_hold() -> None:
    assert exempted(BASE, "[::1,10.0.0.0/99,flochat.ai,a/b") == ("flochat.ai", ("[::1", "10.0.0.0/99", "a/b"))


# -- Which proxy -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "url", "variable"),
    [
        ({"HTTPS_PROXY": "proxy.example:3128"}, "http://proxy.example:3128", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": " 'http://proxy.example:3128/' "}, "http://proxy.example:3128", "HTTPS_PROXY"),
        ({"https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:1"}, "http://a:1", "https_proxy"),
        ({"ALL_PROXY": "socks://127.0.0.1:1080/"}, "socks5://127.0.0.1:1080", "ALL_PROXY"),
        ({"ALL_PROXY": "socks5h://localhost"}, "socks5h://localhost:1080", "ALL_PROXY"),
        ({"HTTPS_PROXY": "HTTP://[::1]:3128"}, "http://[::1]:3128", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": "https://proxy.example"}, "https://proxy.example:443", "HTTPS_PROXY"),
    ],
)
def test_a_proxy_in_any_form(environ: dict[str, str], url: str, variable: str) -> None:
    proxy = way_to(BASE, environ, loaded=False).proxy
    assert proxy is not None and (proxy.url, proxy.variable) == (url, variable)


@pytest.mark.parametrize("environ", [{"HTTP_PROXY": NOBODY}, {"https_proxy": "", "ALL_PROXY": NOBODY}, {}])
def test_no_proxy_is_named(environ: dict[str, str]) -> None:
    assert way_to(BASE, environ).proxy is None


def test_a_password_with_signs_is_read_and_not_shown() -> None:
    proxy = way_to(BASE, {"HTTPS_PROXY": "http://DOM%5Cana:p@s/s#1%40@proxy.example:3128"}).proxy
    assert proxy is not None
    assert (proxy.user, proxy.password, proxy.where) == ("DOM\\ana", "p@s/s#1@", "proxy.example:3128")
    assert "p@s" not in repr(proxy) and "ana" not in repr(proxy)


def test_a_proxy_never_sees_a_plain_request() -> None:
    way = way_to("http://10.0.0.1/api", {"HTTPS_PROXY": NOBODY, "HTTP_PROXY": NOBODY, "ALL_PROXY": NOBODY})
    assert way.proxy is None and "plain http" in way.why


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HTTPS_PROXY", "ftp://ana:secret@x", "the scheme ftp"),
        ("ALL_PROXY", "socks4://127.0.0.1:1080", "the scheme socks4"),
        ("ALL_PROXY", "::", "isn't the address of a proxy"),
        ("https_proxy", "http://", "isn't the address of a proxy"),
        ("HTTPS_PROXY", "http://ana:secret@proxy:port", "isn't the address of a proxy"),
        ("HTTPS_PROXY", "http://proxy:99999", "isn't the address of a proxy"),
        ("HTTPS_PROXY", "http://http://proxy:80", "isn't the address of a proxy"),
    ],
)
async def test_a_proxy_that_is_none(
    name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    error = await failure()
    assert isinstance(error, Unreachable) and says in str(error) and "secret" not in str(error)
    assert str(error).startswith(name)


async def test_a_setting_that_was_corrected_counts_at_the_next_request(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Host(certificate).listening() as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file) + ".old")
        client = Client(f"https://127.0.0.1:{port}/api", "token-token")
        with pytest.raises(Unreachable, match="SSL_CERT_FILE"):
            await client.send(READ)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        await client.send(READ)
        await client.aclose()


# -- What a proxy does -----------------------------------------------------------------------------


async def test_a_proxy_that_connects_is_gone_through(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, host = HttpProxy(), Host(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    async with proxy.listening() as at, host.listening() as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ana:p%40ss@127.0.0.1:{at}")
        monkeypatch.setenv("NO_PROXY", "[::1],fd00::/8,localhost")
        client = Client(f"https://127.0.0.1:{port}/api", "token-token")
        await client.send(READ)
        await client.aclose()
        (asked,) = proxy.asked
        assert asked.startswith(f"CONNECT 127.0.0.1:{port} ") and "token-token" not in asked
        assert "Proxy-Authorization: Basic YW5hOnBAc3M=" in asked  # ana:p@ss
        assert "token-token" in host.requests[0] and "Proxy-" not in host.requests[0]
        monkeypatch.setenv("NO_PROXY", "[::1],127.0.0.0/8")
        client = Client(f"https://127.0.0.1:{port}/api", "token-token")
        await client.send(READ)
        await client.aclose()
        assert (len(proxy.asked), len(host.requests)) == (1, 2)


async def test_a_socks_proxy_is_gone_through(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("socksio")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    async with listening(socks5) as at, Host(certificate).listening() as port:
        monkeypatch.setenv("ALL_PROXY", f"socks5h://127.0.0.1:{at}")
        client = Client(f"https://127.0.0.1:{port}/api", "token-token")
        await client.send(READ)
        await client.aclose()


async def test_socks_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    load = importlib.import_module

    def without(name: str, package: str | None = None) -> Any:
        if name == "socksio":
            raise ImportError(name)
        return load(name, package)

    monkeypatch.setattr(importlib, "import_module", without)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    error = await failure()
    assert "ALL_PROXY names a SOCKS proxy" in str(error) and 'pip install "flotui[socks]"' in str(error)


async def test_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", NOBODY)
    error = await failure()
    assert isinstance(error, Unreachable)
    assert str(error) == (
        "The proxy 127.0.0.1:9 (HTTPS_PROXY) refused the connection: nothing listens there. Nothing was sent. "
        "Check HTTPS_PROXY, or set NO_PROXY=app.flochat.ai to go without the proxy."
    )
    monkeypatch.setenv("HTTPS_PROXY", "http://nowhere.invalid:3128")
    assert "The proxy's name nowhere.invalid (HTTPS_PROXY) could not be found" in str(await failure())


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            "wants a user name and a password (407 Proxy",
        ),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "refuses to connect to app.flochat.ai (403 Forbidden)"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "could not connect to app.flochat.ai (502 Bad Gateway)"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://login/\r\n\r\n", "refuses to connect"),
        (b"\x05\xff", "broke off, or doesn't speak HTTP"),
    ],
)
async def test_a_proxy_that_refuses(answer: bytes, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with HttpProxy(answer).listening() as at:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{at}")
        error = await failure()
        assert isinstance(error, Unreachable)
        assert str(error).startswith(f"The proxy 127.0.0.1:{at} (HTTPS_PROXY) ") and says in str(error)
        if b"407" in answer:
            assert f"HTTPS_PROXY as http://name:password@127.0.0.1:{at}" in str(error)
            monkeypatch.setenv("HTTPS_PROXY", f"http://ana:secret@127.0.0.1:{at}")
            error = await failure()
            assert "doesn't accept the user name and password" in str(error) and "secret" not in str(error)
            assert "Correct them in HTTPS_PROXY;" in str(error) and "Put them" not in str(error)


async def test_a_proxy_that_answers_a_page_where_the_host_should(monkeypatch: pytest.MonkeyPatch) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>Log in</title></html>"
    async with HttpProxy(page).listening() as at:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{at}")
        error = await failure()
    assert str(error) == (
        f"No secure connection to app.flochat.ai could be made through the proxy 127.0.0.1:{at} (HTTPS_PROXY). "
        "Nothing was sent. Check HTTPS_PROXY, or set NO_PROXY=app.flochat.ai to go without the proxy."
    )


async def test_a_proxy_that_breaks_off_or_is_silent_left_nothing_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(broken) as at:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{at}")
        assert "broke off" in str(await failure())
    for timeouts in (Timeouts(read=0.2), Timeouts(total=0.2)):
        async with listening(silent) as at:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{at}")
            error = await failure(timeouts=timeouts)
            assert not isinstance(error, Unknown)
            assert f"127.0.0.1:{at} (HTTPS_PROXY) did not connect to app.flochat.ai within 0.2 s" in str(
                error
            )


async def test_a_plain_proxy_named_with_https(monkeypatch: pytest.MonkeyPatch) -> None:
    async with HttpProxy(b"HTTP/1.1 400 Bad Request\r\n\r\n").listening() as at:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{at}")
        assert "write http:// in HTTPS_PROXY" in str(await failure())


# -- Certificates ----------------------------------------------------------------------------------


async def test_a_certificate_nobody_knows_through_a_proxy_is_the_hosts(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = Host(certificate)
    async with HttpProxy().listening() as at, host.listening() as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{at}")
        error = await failure(f"https://127.0.0.1:{port}/api")
        assert isinstance(error, InsecureHost) and "name that with SSL_CERT_FILE" in str(error)
        assert f"127.0.0.1:{port}'s certificate isn't trusted" in str(error)
        assert host.requests == []


@pytest.mark.parametrize(
    "variable", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]
)
async def test_each_variable_names_what_is_trusted(
    variable: str, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(certificate.file))
    async with Host(certificate).listening() as port:
        client = Client(f"https://127.0.0.1:{port}/api", "token-token")
        await client.send(READ)
        await client.aclose()


async def test_other_certificates_than_the_named_ones_are_not_trusted(
    certificate: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other.file))
    async with Host(certificate).listening() as port:
        error = await failure(f"https://127.0.0.1:{port}/api")
        assert isinstance(error, InsecureHost)
        assert f"Only the certificates in {other.file} (REQUESTS_CA_BUNDLE) are trusted" in str(error)


async def test_a_name_that_does_not_match_is_a_sentence_that_ends_once(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    async with Host(certificate).listening() as port:
        error = await failure(f"https://localhost:{port}/api")
        assert "mismatch" in str(error) and ".." not in str(error)


@pytest.mark.parametrize(
    "variable", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]
)
@pytest.mark.parametrize(
    ("content", "says"), [(None, "doesn't exist"), ("no certificate", "holds no certificate in PEM form")]
)
async def test_a_stale_variable_is_named(
    variable: str, content: str | None, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "certificates.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv(variable, str(file))
    error = await failure()
    assert isinstance(error, Unreachable)
    assert str(error).startswith(
        f"{variable} names {file}, which {says}. Nothing was sent. Correct {variable}"
    )


async def test_folders_of_certificates(
    certificate: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").write_text(certificate.file.read_text())
    monkeypatch.setenv("SSL_CERT_DIR", f"{tmp_path / 'gone'}:{tmp_path}")
    error = await failure()
    assert f"SSL_CERT_DIR names {tmp_path}, which holds no certificate under" in str(error)
    assert f"openssl rehash {tmp_path}" in str(error)
    (tmp_path / "0a1b2c3d.0").write_text(certificate.file.read_text())
    client = Client(BASE, "token-token")
    await client._http()
    await client.aclose()


async def test_a_file_for_keys_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", "/no/such/folder/keys.log")
    assert str(await failure()).startswith("SSLKEYLOGFILE names ")


async def test_certificates_are_not_read_for_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    async with Host().listening() as port:
        client = Client(f"http://127.0.0.1:{port}/api", "token-token")
        await client.send(READ)
        await client.aclose()

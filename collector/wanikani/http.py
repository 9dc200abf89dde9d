"""The HTTP client for WaniKani, and what it means when no response comes."""

from http.cookiejar import CookieJar

import httpx

from collector.core.errors import ActionRequiredError


def http_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return the one HTTP client to keep: no redirects, no cookies, few connections, no token of its own.

    Raises `ActionRequiredError` when the machine names a proxy or certificates that cannot be used.
    """
    try:
        return httpx.Client(
            transport=transport,
            follow_redirects=False,
            # Several accounts share the client: nothing of one may go along with another's requests.
            cookies=_NoCookies(),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=2),
            headers={"User-Agent": "wanikani-collector", "Accept": "application/json"},
        )
    except (ImportError, ValueError, OSError, httpx.InvalidURL):
        raise ActionRequiredError(
            "The network cannot be used as the environment says: correct HTTP_PROXY, HTTPS_PROXY, ALL_PROXY "
            "(an http:// or https:// address each), SSL_CERT_FILE and SSL_CERT_DIR."
        ) from None


class _NoCookies(CookieJar):
    """A jar that stays empty, without a look at what the standard library would refuse one by one."""

    def add_cookie_header(self, request: object) -> None:
        """Add nothing."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Take nothing."""


def transport_sentence(error: Exception, base: str) -> str:
    """Return the sentence for *error*, raised instead of a response from *base*; never what was sent."""
    if isinstance(error, httpx.TimeoutException):
        what = "did not answer in time"
    elif "CERTIFICATE_VERIFY_FAILED" in str(error):
        what = "shows a certificate that is not trusted"
    elif isinstance(error, httpx.ConnectError):
        what = "cannot be reached"
    else:
        what = f"broke the connection ({type(error).__name__})"
    return f"WaniKani at {base} {what}: check the network and WANIKANI_URL."

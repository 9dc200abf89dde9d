"""The trusted certificates, for WaniKani and InfluxDB alike, and the sentence if one is not trusted.

One store: the machine's own, where a home's certificate authority is installed once; certifi's where the
machine has none (a slim image, Python on macOS); and what SSL_CERT_FILE and SSL_CERT_DIR name, besides.
"""

import ssl
from pathlib import Path

import certifi

from collector.core.errors import InvalidSettings
from collector.core.network import Network

# Of OpenSSL's x509_vfy.h.
_NOT_YET_VALID, _EXPIRED, _OTHER_NAME, _OTHER_ADDRESS = 9, 10, 62, 64


def trusting(network: Network) -> ssl.SSLContext:
    """Return a context that trusts the machine's certificates and those of *network*.

    Raises `InvalidSettings` when SSL_CERT_FILE or SSL_CERT_DIR cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # What http.client and httpx add to a bare context too.
    context.set_alpn_protocols(["http/1.1"])
    if not _load_machines(context):
        context.load_verify_locations(certifi.where())
    if network.cert_file is not None:
        _load_file(context, network.cert_file)
    if network.cert_dir is not None:
        if not network.cert_dir.is_dir():
            raise InvalidSettings(
                f"SSL_CERT_DIR names {network.cert_dir}, which is not a folder: correct the path."
            )
        context.load_verify_locations(capath=network.cert_dir)
    return context


def _load_machines(context: ssl.SSLContext) -> bool:
    """Load what the operating system trusts; return False if it has nothing.

    Not `load_default_certs`: in its eyes SSL_CERT_FILE replaces all the others.
    """
    paths = ssl.get_default_verify_paths()
    file, folder = Path(paths.openssl_cafile), Path(paths.openssl_capath)
    if file.is_file():
        context.load_verify_locations(cafile=file)
    has_folder = folder.is_dir() and any(folder.iterdir())
    if has_folder:
        context.load_verify_locations(capath=folder)
    if hasattr(ssl, "enum_certificates"):  # Windows keeps them elsewhere
        context.load_default_certs()
    return has_folder or context.cert_store_stats()["x509_ca"] > 0


def _load_file(context: ssl.SSLContext, file: Path) -> None:
    try:
        context.load_verify_locations(cafile=file)
    except ssl.SSLError:
        problem = "contains no certificates (it must be text that begins with -----BEGIN CERTIFICATE-----)"
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    else:
        return
    raise InvalidSettings(f"SSL_CERT_FILE names {file}, which {problem}: correct the path.")


def certificate_problem(error: BaseException) -> str | None:
    """Return what is wrong with a server's certificate and what to do, or None if *error* is another one.

    The text goes on after the server's name: "InfluxDB at … " and then this.
    """
    cause = next((each for each in causes(error) if isinstance(each, ssl.SSLCertVerificationError)), None)
    if cause is None:
        return None
    if cause.verify_code in (_OTHER_NAME, _OTHER_ADDRESS):
        return "presents a certificate for another name: set the address to one that the certificate has"
    if cause.verify_code in (_NOT_YET_VALID, _EXPIRED):
        state = "is not valid yet" if cause.verify_code == _NOT_YET_VALID else "has expired"
        return (
            f"presents a certificate that {state} by this machine's clock: check the clock; if it is right, "
            "renew the certificate (SSL_CERT_FILE changes nothing here)"
        )
    return (
        f"presents a certificate that is not trusted ({cause.verify_message}): if you run its certificate "
        "authority, set SSL_CERT_FILE to the authority's certificate, or install that on this machine; if "
        "not, check this machine's clock and any proxy in between"
    )


def causes(error: BaseException | None) -> list[BaseException]:
    """Return *error* and what it came from, outermost first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found

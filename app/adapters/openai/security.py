"""What stands behind the lock: the version of TLS, and who signed the certificate."""

import ssl
from typing import Any


def security_sentence(connection: ssl.SSLObject | None) -> str:
    if connection is None:
        return "The connection is encrypted."
    version = (connection.version() or "TLS").replace("TLSv", "TLS ")
    issuer: Any = (connection.getpeercert() or {}).get("issuer", ())
    parts = {name: value for ((name, value), *_) in issuer}
    names = [parts[name] for name in ("organizationName", "commonName") if parts.get(name)]
    # Some systems check the certificate themselves, and do not show it.
    if not names:
        return f"Encrypted with {version}; the certificate is trusted."
    return f"Encrypted with {version}; the certificate was issued by {', '.join(dict.fromkeys(names))}."

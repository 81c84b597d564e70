"""Time stamps (RFC 3161) for signatures of level B-T: from the unit's service, or from this computer's own clock.

Importing this file loads pyHanko.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib import request

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from cmdesk.documents.sign_engine import as_asn1
from cmdesk.documents.signing_key import SigningKey
from cmdesk.kernel import ids

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_MOST_BYTES = 1 << 20
# ETSI EN 319 421, best practices policy for time stamps.
_LOCAL_POLICY = "0.4.0.2023.1.1"


class TimeService(TimeStamper):
    """The unit's time-stamp service at an http(s) address. Keep one for a batch: its first answer sizes the rest."""

    def __init__(self, address: str, *, seconds: float = 10) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        if not address.startswith(("http://", "https://")):
            raise TimestampRequestError(address)
        self._address = address
        self._seconds = seconds

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask the service. Raises OSError where it does not answer as RFC 3161 says."""
        query = request.Request(
            self._address, data=req.dump(), headers={"Content-Type": _QUERY, "Accept": _REPLY}, method="POST"
        )
        with request.urlopen(query, timeout=self._seconds) as answer:
            if answer.headers.get_content_type() != _REPLY:
                raise TimestampRequestError(answer.headers.get_content_type())
            return tsp.TimeStampResp.load(answer.read(_MOST_BYTES))


class LocalTimeService(TimeStamper):
    """A time-stamp service in this process, for trials and measurements: its time is this computer's own clock.

    It proves nothing to anybody else. `key` must have been issued for time stamps.
    """

    def __init__(self, key: SigningKey, now: Callable[[], datetime]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._key = key
        self._certificate = as_asn1(key.certificate)
        self._now = now

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Answer a request."""
        info = self._info(req)
        token = {"content_type": "signed_data", "content": self._signed(info.dump())}
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})

    def _info(self, req: tsp.TimeStampReq) -> tsp.TSTInfo:
        fields: dict[str, Any] = {
            "version": "v1",
            "policy": _LOCAL_POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": int.from_bytes(ids.random_bytes(8), "big"),
            "gen_time": self._now().replace(microsecond=0),
            "tsa": x509.GeneralName(name="directory_name", value=self._certificate.subject),
        }
        if req["nonce"].native is not None:
            fields["nonce"] = req["nonce"]
        return tsp.TSTInfo(fields)

    def _signed(self, info: bytes) -> cms.SignedData:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(info)
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", digest.finalize()),
                _attribute("signing_certificate_v2", as_signing_certificate_v2(self._certificate)),
            ]
        )
        algorithm = algos.DigestAlgorithm({"algorithm": "sha256"})
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    name="issuer_and_serial_number",
                    value={"issuer": self._certificate.issuer, "serial_number": self._certificate.serial_number},
                ),
                "digest_algorithm": algorithm,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
                "signed_attrs": attributes,
                "signature": self._key.private.sign(attributes.dump(), PKCS1v15(), hashes.SHA256()),
            }
        )
        return cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [algorithm],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
                "certificates": [self._certificate, *(as_asn1(link) for link in self._key.chain)],
                "signer_infos": [signer],
            }
        )


def _attribute(kind: str, value: Any) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": cms.CMSAttributeType(kind), "values": (value,)})

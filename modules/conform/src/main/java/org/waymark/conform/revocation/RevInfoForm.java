package org.waymark.conform.revocation;

import org.waymark.conform.message.MessageForm;
import org.waymark.conform.vector.FieldComparison;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.wire.Decoded;
import org.waymark.wire.control.RevocationCodec;

/** Reads a recorded RevInfo: {@code packed} bytes and usually its {@code fields}. */
final class RevInfoForm {
  private RevInfoForm() {}

  /**
   * Decodes a recorded revocation. The result is compared with the recorded fields, and with the
   * result of encoding and decoding it again.
   *
   * @return the revocation
   * @throws UnreadableException if the decoder rejects it, although every recorded RevInfo is valid
   */
  static Revocation read(RevocationCodec codec, VectorCase revInfo, Findings findings) {
    Revocation revocation =
        switch (codec.decodePacked(revInfo.bytes("packed"))) {
          case Decoded.Accepted<Revocation>(Revocation value) -> value;
          case Decoded.Refused<Revocation>(var refusal) ->
              throw new UnreadableException("its RevInfo was rejected: " + refusal);
        };
    if (revInfo.has("fields")) {
      new FieldComparison(findings)
          .compare("revInfo", revInfo.node("fields"), MessageForm.of(revocation));
    }
    findings.same(
        "the RevInfo encoded and decoded again",
        Decoded.accepted(revocation),
        codec.decode(SegmentFormat.CAPNP, RevocationCodec.encode(revocation)));
    findings.same(
        "the RevInfo packed and decoded again",
        Decoded.accepted(revocation),
        codec.decodePacked(RevocationCodec.encodePacked(revocation)));
    return revocation;
  }
}

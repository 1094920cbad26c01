package org.waymark.conform.message;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.waymark.conform.segment.SegmentFacts;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.trust.TrustVectors;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorGroup;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.control.StructCodec;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertIssueReply;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedControlPayload;
import org.waymark.wire.message.TrcReply;

/**
 * The group {@code messages}: control payloads, single structs, and malformed frames (PROTOCOL 2).
 */
public final class MessageVectors implements VectorGroup {
  private static final int LENGTH_BYTES = 4;
  private static final String ACCEPTED = "parsed as";

  private final ControlCodec control;
  private final StructCodec structs;
  private final SegmentCodec segments;
  private final Ed25519 ed25519;
  private final Map<String, StructKind<?>> kinds;

  public MessageVectors(DecoderLimits limits, Ed25519 ed25519) {
    this.control = new ControlCodec(limits);
    this.structs = new StructCodec(limits);
    this.segments = new SegmentCodec(limits);
    this.ed25519 = ed25519;
    this.kinds = StructKind.all(limits);
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public void run(VectorCase vector, Findings findings) {
    if (vector.has("legacyResult")) {
      runMalformed(vector, findings);
      return;
    }
    String struct = vector.text("struct");
    StructKind<?> kind = kinds.get(struct);
    if (kind == null) {
      throw new UnreadableException("its struct '" + struct + "' is unknown");
    }
    kind.compare(vector, findings);
    switch (struct) {
      case "CtrlPld" -> compareControl(vector, findings);
      case "SignedCtrlPld" -> compareSigned(vector, findings);
      case "PathSegment" -> compareSegment(vector, findings);
      default -> {}
    }
  }

  /**
   * Compares how a malformed datagram is handled; the original server either rejected it or
   * accepted it despite the fault.
   */
  private void runMalformed(VectorCase vector, Findings findings) {
    boolean accepted = vector.text("legacyResult").startsWith(ACCEPTED);
    Decoded<ControlPayload> decoded = decodeFramed(vector.bytes("framed"));
    if (decoded.asOptional().isPresent() != accepted) {
      findings.differs(
          "expected " + vector.text("legacyResult") + ", got " + Findings.brief(decoded));
    }
  }

  private Decoded<ControlPayload> decodeFramed(ByteString framed) {
    return control.decodeFramed(ByteBuffer.wrap(framed.toBytes()));
  }

  private void compareControl(VectorCase vector, Findings findings) {
    if (!vector.has("packed")) {
      return;
    }
    Optional<ControlPayload> decoded = control.decodePacked(vector.bytes("packed")).asOptional();
    if (decoded.isEmpty()) {
      return; // Nothing to do, because the comparison of fields has already reported the rejection.
    }
    ControlPayload payload = decoded.get();
    Message message = payload.message();
    vector
        .textIfAny("class")
        .ifPresent(recorded -> findings.same("class", recorded, message.messageClass()));
    vector
        .textIfAny("type")
        .ifPresent(recorded -> findings.same("type", recorded, message.messageType()));
    if (vector.has("framed")) {
      findings.same("framed", decoded, decodeFramed(vector.bytes("framed")).asOptional());
      findings.same(
          "framed by us", decoded, decodeFramed(ControlCodec.encodeFramed(payload)).asOptional());
    }
    comparePackedText(vector, "trcJson", message, findings);
    comparePackedText(vector, "chainJson", message, findings);
  }

  private static void comparePackedText(
      VectorCase vector, String member, Message message, Findings findings) {
    Optional<String> text = vector.textIfAny(member);
    if (text.isEmpty()) {
      return;
    }
    Optional<ByteString> packed =
        switch (message) {
          case TrcReply(ByteString trc) -> Optional.of(trc);
          case CertChainReply(ByteString chain) -> Optional.of(chain);
          case CertIssueReply(ByteString chain) -> Optional.of(chain);
          default -> Optional.empty();
        };
    if (packed.isEmpty()) {
      findings.differs(member + ": recorded, but the message contains no such text");
    } else {
      TrustVectors.comparePacked(member, packed.get(), TrustNetworks.utf8(text.get()), findings);
    }
  }

  private void compareSigned(VectorCase vector, Findings findings) {
    Optional<SignedControlPayload> decoded =
        vector.has("packed")
            ? control.decodeSigned(Form.PACKED, vector.bytes("packed")).asOptional()
            : control.decodeSigned(Form.UNPACKED, vector.bytes("unpacked")).asOptional();
    if (decoded.isEmpty()) {
      return; // Nothing to do, because the comparison of fields has already reported the rejection.
    }
    SignedControlPayload signed = decoded.get();
    if (vector.has("publicKey")) {
      findings.same(
          "the signature is valid",
          true,
          ed25519.verify(
              vector.bytes("publicKey"), signed.sign().signature(), signed.signedBytes()));
    }
    if (vector.has("framed")) {
      compareFrame("framed", vector.bytes("framed"), signed, findings);
      compareFrame("framed by us", ControlCodec.encodeFramed(signed), signed, findings);
    }
  }

  /** Compares a frame, but not its blob, which may contain arbitrary bytes. */
  private void compareFrame(
      String what, ByteString framed, SignedControlPayload signed, Findings findings) {
    if (framed.size() < LENGTH_BYTES) {
      findings.differs(what + ": it has no length");
      return;
    }
    ByteString packed = ByteString.of(framed.unsafeBytes(), LENGTH_BYTES, framed.size());
    findings.same(what + ", length", packed.size(), ByteBuffer.wrap(framed.unsafeBytes()).getInt());
    findings.same(
        what, Optional.of(signed), control.decodeSigned(Form.PACKED, packed).asOptional());
    findings.same(
        what + ", payload",
        control.decodePacked(signed.blob()).asOptional(),
        decodeFramed(framed).asOptional());
  }

  /**
   * Compares the facts about a segment, which were recorded if the original server was able to
   * derive them.
   */
  private void compareSegment(VectorCase vector, Findings findings) {
    Decoded<PathSegment> segment =
        (vector.has("packed")
                ? structs.pathSegment(Form.PACKED, vector.bytes("packed"))
                : structs.pathSegment(Form.UNPACKED, vector.bytes("unpacked")))
            .then((SegmentFields fields) -> segments.ofFields(fields));
    boolean recorded = vector.has("segmentId") || vector.has("info");
    switch (segment) {
      case Decoded.Accepted<PathSegment>(PathSegment value) ->
          SegmentFacts.compare(vector, value, findings);
      case Decoded.Refused<PathSegment>(var refusal) -> {
        if (recorded) {
          findings.differs("the segment was rejected: " + refusal);
        }
      }
    }
  }
}

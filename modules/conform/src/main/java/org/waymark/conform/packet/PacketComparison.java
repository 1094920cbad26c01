package org.waymark.conform.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.waymark.conform.message.MessageForm;
import org.waymark.conform.vector.FieldComparison;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.ByteString;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;

/** Compares whole packets: their fields, their reversal, and their SCMP payloads. */
public final class PacketComparison {
  private final RevocationCodec revocations;
  private final SendingServers servers;

  public PacketComparison(RevocationCodec revocations, SendingServers servers) {
    this.revocations = revocations;
    this.servers = servers;
  }

  void compare(VectorCase vector, Findings findings) {
    ByteString bytes = vector.bytes("packet");
    switch (PacketCodec.decode(ByteBuffer.wrap(bytes.toBytes()))) {
      case Decoded.Refused<ScionPacket>(var refusal) ->
          findings.differs("the packet was rejected: " + refusal);
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> {
        findings.same("packet encoded", bytes, PacketForm.encode(packet));
        new FieldComparison(findings)
            .compare("decoded", withoutTexts(vector.part("decoded")), PacketForm.of(packet));
        compareHosts(vector.part("decoded"), packet, findings);
        compareWayBack(vector, packet, findings);
        servers.compare(vector, packet, findings);
        if (packet.layer4() instanceof ScmpMessage scmp && vector.has("scmpPayload")) {
          compareScmp(vector.part("scmpPayload"), scmp, findings);
        } else if (vector.has("scmpPayload")) {
          findings.differs("an SCMP payload is recorded, but the packet is not SCMP");
        }
      }
    }
  }

  /**
   * Removes the text form of the hosts from a recorded packet, because hosts are compared as
   * addresses.
   *
   * @return the packet without them
   */
  private static JsonNode withoutTexts(VectorCase decoded) {
    ObjectNode fields = decoded.json().deepCopy();
    decoded.part("dst");
    decoded.part("src");
    ((ObjectNode) fields.get("dst")).remove("text");
    ((ObjectNode) fields.get("src")).remove("text");
    return fields;
  }

  private static void compareHosts(VectorCase decoded, ScionPacket packet, Findings findings) {
    PacketForm.compareText(
        "decoded.dst.text", decoded.part("dst"), packet.destination().host(), findings);
    PacketForm.compareText(
        "decoded.src.text", decoded.part("src"), packet.source().host(), findings);
  }

  private static void compareWayBack(VectorCase vector, ScionPacket packet, Findings findings) {
    ScionPacket reversed = packet.reversed();
    ScionPath back = reversed.path();
    ObjectNode facts = RecordedForm.object();
    facts.set("firstInterface", number(packet.path().egressInterface()));
    facts.set("reversedFirstInterface", number(back.egressInterface()));
    facts.putArray("reversedIndexes").add(back.currentInfoIndex()).add(back.currentHopIndex());
    facts.put("reversedPath", back.bytes().hex());
    facts.put("reversed", PacketForm.encode(reversed).hex());
    new FieldComparison(findings).compareRecorded(vector, facts);
    findings.same("reversed twice", packet, reversed.reversed());
    ScionPacket answer = packet.answer(packet.source(), 0, ByteBuffer.allocate(0));
    findings.same("the path of an answer", back, answer.path());
    findings.same(
        "the extension headers of an answer",
        packet.extensions().stream().filter(extension -> !extension.isOneHopPath()).toList(),
        answer.extensions());
  }

  private static JsonNode number(OptionalInt number) {
    return number.isPresent()
        ? JsonNodeFactory.instance.numberNode(number.getAsInt())
        : JsonNodeFactory.instance.nullNode();
  }

  private void compareScmp(VectorCase recorded, ScmpMessage message, Findings findings) {
    switch (ScmpPayload.decode(message)) {
      case Decoded.Refused<ScmpPayload>(var refusal) ->
          findings.differs("the SCMP payload was rejected: " + refusal);
      case Decoded.Accepted<ScmpPayload>(ScmpPayload payload) -> {
        findings.same("SCMP payload encoded", message.payload(), payload.encode());
        ObjectNode facts =
            RecordedForm.object()
                .put("l4Proto", payload.layer4Protocol())
                .put("info", PacketForm.encode(payload.info()).hex());
        facts
            .putObject("parts")
            .put("cmn_hdr", payload.commonHeader().hex())
            .put("addrs", payload.addressHeader().hex())
            .put("path", payload.path().hex())
            .put("exts", payload.extensions().hex())
            .put("l4_hdr", payload.layer4Header().hex());
        new FieldComparison(findings).compareRecorded(recorded, facts);
        if (recorded.has("revokedInterface")) {
          compareRevokedInterface(recorded.part("revokedInterface"), payload.info(), findings);
        }
      }
    }
  }

  private void compareRevokedInterface(VectorCase recorded, ScmpInfo info, Findings findings) {
    if (!(info instanceof ScmpInfo.RevokedInterface revoked)) {
      findings.differs("a revoked interface is recorded, but the info is " + info);
      return;
    }
    ObjectNode facts =
        RecordedForm.object()
            .put("infoOffset", revoked.offsets().infoOffset())
            .put("hopOffset", revoked.offsets().hopOffset())
            .put("ifID", revoked.offsets().interfaceId())
            .put("ingress", revoked.offsets().ingress())
            .put("revInfoPadded", revoked.revInfo().hex());
    FieldComparison comparison = new FieldComparison(findings);
    switch (revoked.revocation(revocations)) {
      case Decoded.Refused<Revocation>(var refusal) ->
          findings.differs("the RevInfo was rejected: " + refusal);
      case Decoded.Accepted<Revocation>(Revocation revocation) -> {
        facts.set("revInfoFields", MessageForm.of(revocation));
        findings.same(
            "the RevInfo in our payload",
            Decoded.accepted(revocation),
            ScmpInfo.RevokedInterface.of(revoked.offsets(), revocation).revocation(revocations));
      }
    }
    comparison.compareRecorded(recorded, facts);
  }
}

package org.waymark.conform.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.segment.ByteString;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/** Converts the content of a sent message to the form and the names used in vectors. */
public record SentContent(ScenarioPools pools) {
  ObjectNode of(Message message) {
    ObjectNode content = RecordedForm.object();
    switch (message) {
      case SegmentRequest request -> content.set("segReq", of(request));
      case SegmentReply(SegmentRequest request, SegmentRecords records) -> {
        content.set("segReq", of(request));
        content.set("records", of(records));
      }
      case SegmentSync(SegmentRecords records) -> content.set("records", of(records));
      case RevocationNotice(var revocation) -> content.put("rev", pools.nameOf(revocation));
      case TrcRequest request ->
          content
              .putObject("trcReq")
              .put("isd", request.isd())
              .put("cacheOnly", request.cacheOnly())
              .set("version", number(request.version()));
      case CertChainRequest request ->
          content
              .putObject("certChainReq")
              .put("ia", request.ia().toString())
              .put("cacheOnly", request.cacheOnly())
              .set("version", number(request.version()));
      case TrcReply(ByteString packed) ->
          Lz4Text.unpack(packed, DecoderLimits.DEFAULT)
              .then(Trc::parse)
              .asOptional()
              .ifPresentOrElse(
                  trc -> content.setAll(of(trc)), () -> content.put("trc", "unreadable"));
      case CertChainReply(ByteString packed) ->
          Lz4Text.unpack(packed, DecoderLimits.DEFAULT)
              .then(CertificateChain::parse)
              .asOptional()
              .ifPresentOrElse(
                  chain -> content.setAll(of(chain)), () -> content.put("certChain", "unreadable"));
      default -> content.put("unexpected", message.toString());
    }
    return content;
  }

  public static ObjectNode of(Trc trc) {
    ObjectNode content = RecordedForm.object();
    content.putArray("trc").add(trc.isd()).add(number(trc.version()));
    return content;
  }

  public static ObjectNode of(CertificateChain chain) {
    ObjectNode content = RecordedForm.object();
    content
        .putArray("certChain")
        .add(chain.subject().toString())
        .add(Long.toUnsignedString(chain.version()));
    return content;
  }

  /**
   * Creates a number node of the width that the JSON reader would choose, because nodes of
   * different widths are unequal.
   *
   * @return the node
   */
  private static JsonNode number(long unsigned) {
    return unsigned >= 0 && unsigned <= Integer.MAX_VALUE
        ? JsonNodeFactory.instance.numberNode((int) unsigned)
        : RecordedForm.number(unsigned);
  }

  public static ObjectNode of(SegmentRequest request) {
    ObjectNode fields =
        RecordedForm.object()
            .put("src", request.src().toString())
            .put("dst", request.dst().toString());
    var flags = fields.putArray("flags");
    if (request.cacheOnly()) {
      flags.add("CACHE_ONLY");
    }
    if (request.sibra()) {
      flags.add("SIBRA");
    }
    return fields;
  }

  private ObjectNode of(SegmentRecords records) {
    ObjectNode fields = RecordedForm.object();
    for (SegmentRecord record : records.records()) {
      fields
          .withArray(record.type().map(ScenarioPools::textOf).orElse("unset"))
          .add(pools.nameOf(record));
    }
    if (!records.revocations().isEmpty()) {
      List<String> names =
          records.revocations().stream()
              .map(one -> one.asOptional().map(pools::nameOf).orElse(ScenarioPools.UNKNOWN + one))
              .toList();
      names.forEach(fields.putArray("revInfos")::add);
    }
    return fields;
  }
}

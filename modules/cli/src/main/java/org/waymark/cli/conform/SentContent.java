package org.waymark.cli.conform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
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

/** What a message that was sent holds, in the form and by the names in which vectors record it. */
record SentContent(ScenarioPools pools) {
  ObjectNode of(Message message) {
    ObjectNode content = RecordedForm.object();
    switch (message) {
      case SegmentRequest request -> content.set("segReq", of(request));
      case SegmentReply(SegmentRequest request, SegmentRecords records) -> {
        content.set("segReq", of(request));
        content.set("records", of(records));
      }
      case SegmentSync(SegmentRecords records) -> content.set("records", of(records));
      case RevocationNotice(var revocation) ->
          content.put("rev", pools.nameOf(revocation));
      case TrcRequest request ->
          content
              .putObject("trcReq")
              .put("isd", request.isd())
              .put("version", request.version())
              .put("cacheOnly", request.cacheOnly());
      case CertChainRequest request ->
          content
              .putObject("certChainReq")
              .put("ia", request.ia().toString())
              .put("version", request.version())
              .put("cacheOnly", request.cacheOnly());
      case TrcReply(var packed) ->
          Lz4Text.unpack(packed, DecoderLimits.DEFAULT)
              .then(Trc::parse)
              .asOptional()
              .ifPresentOrElse(
                  trc -> content.putArray("trc").add(trc.isd()).add(trc.version()),
                  () -> content.put("trc", "unreadable"));
      case CertChainReply(var packed) ->
          Lz4Text.unpack(packed, DecoderLimits.DEFAULT)
              .then(CertificateChain::parse)
              .asOptional()
              .ifPresentOrElse(
                  chain ->
                      content
                          .putArray("certChain")
                          .add(chain.subject().toString())
                          .add(Long.toUnsignedString(chain.version())),
                  () -> content.put("certChain", "unreadable"));
      default -> content.put("unexpected", message.toString());
    }
    return content;
  }

  static ObjectNode of(SegmentRequest request) {
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
      List<String> names = records.revocations().stream()
              .map(one -> one.asOptional().map(pools::nameOf).orElse(ScenarioPools.UNKNOWN + one))
              .toList();
      names.forEach(fields.putArray("revInfos")::add);
    }
    return fields;
  }
}

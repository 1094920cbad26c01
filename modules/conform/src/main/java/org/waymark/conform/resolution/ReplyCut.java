package org.waymark.conform.resolution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.waymark.conform.scenario.ScenarioPools;
import org.waymark.conform.scenario.SentMessage;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/** Detects replies that were truncated because they would not have fit into a packet. */
record ReplyCut(ScenarioPools pools) {
  /** The minimum size of the headers of a packet without a path, in bytes. */
  private static final int LEAST_HEADERS = 40;

  private static final int DATAGRAM_BYTES = 65_535 - 28;
  private static final int ROUTED_BYTES = 9_216;

  /** {@return whether a reply is a part of another reply that is too large for a packet} */
  boolean isCut(SentMessage whole, SentMessage reply) {
    return whole.message().equals("segReply")
        && whole.withContent(reply.content()).equals(reply)
        && whole.content().get("segReq").equals(reply.content().get("segReq"))
        && isPart(whole.content().path("records"), reply.content().path("records"))
        && size(whole.content()) > mostBytes(whole);
  }

  /** {@return the maximum size of a reply packet that can still arrive, in bytes} */
  private static int mostBytes(SentMessage whole) {
    return whole.path().isEmpty()
        ? DATAGRAM_BYTES - LEAST_HEADERS
        : ROUTED_BYTES - LEAST_HEADERS - whole.path().indexOf(' ') / 2;
  }

  private static boolean isPart(JsonNode whole, JsonNode part) {
    for (SegmentType type : SegmentType.values()) {
      String text = ScenarioPools.textOf(type);
      if (!SentMessage.names(whole.path(text)).containsAll(SentMessage.names(part.path(text)))) {
        return false;
      }
    }
    return !part.isEmpty();
  }

  private int size(JsonNode content) {
    List<SegmentRecord> records = new ArrayList<>();
    for (SegmentType type : SegmentType.values()) {
      String text = ScenarioPools.textOf(type);
      SentMessage.names(content.path("records").path(text))
          .forEach(name -> records.add(pools.record(text, name)));
    }
    SortedSet<String> names = SentMessage.names(content.path("records").path("revInfos"));
    List<Revocation> revocations = names.stream().map(pools::revocation).toList();
    return ControlCodec.encodeFramed(
            new ControlPayload(
                new SegmentReply(
                    new SegmentRequest(IsdAs.NONE, IsdAs.NONE, false, false),
                    SegmentRecords.of(records, revocations)),
                1))
        .size();
  }
}

package org.waymark.history.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.ReplicaCounters;
import org.waymark.wire.event.TickDigest;

class RecordDocumentTest {
  @Test
  void reportOfAReplicaIsShownWithEverythingInIt() {
    EventBody body =
        new EventBody.ReplicaReported(
            new TickDigest(4_720, 1_520_000_000_000L, ByteString.owning(new byte[32]), 7, true),
            "4-0123456789ab",
            1,
            "catching up",
            12,
            250,
            2,
            new ReplicaCounters(3, 4, 5, 6));
    LogRecord record =
        new LogRecord(
            9, 0, 1_520_000_001_000L, ByteString.EMPTY, EventCodec.encode(Event.own("ps2", body)));
    ObjectNode node = new RecordDocument(Topic.AUDIT, "id").of(record);
    assertEquals("replica-reported", node.path("kind").asText());
    assertEquals("ps2", node.path("source").path("replica").asText(), node::toString);
    node.retain(
        List.of(
            "offset",
            "tick",
            "tickAt",
            "digest",
            "rows",
            "complete",
            "applyVersion",
            "newestSchema",
            "state",
            "lagRecords",
            "lagSeconds",
            "rebuilds",
            "counters"));
    assertEquals(
        """
        {"offset":9,"tick":4720,"tickAt":"2018-03-02T14:13:20Z","digest":"%s","rows":7,\
        "complete":true,"applyVersion":"4-0123456789ab","newestSchema":1,"state":"catching up",\
        "lagRecords":12,"lagSeconds":0.25,"rebuilds":2,"counters":{"requests":3,\
        "segmentsAppended":4,"revocationsAppended":5,"dropped":6}}\
        """
            .formatted("00".repeat(32)),
        node.toString());
  }
}

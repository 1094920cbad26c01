package org.waymark.server.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Requester;
import org.waymark.server.report.AuditTrail;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.WriterSchema;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.packet.HostAddress;

/** A replica of a future build, beside one of this build. */
class EventAppenderTest {
  private static final int NEXT_SCHEMA = Event.NEWEST_SCHEMA + 1;

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  private final ServerMetrics metrics = new ServerMetrics(new SimpleMeterRegistry());
  private final WriterSchema schema = new WriterSchema(NEXT_SCHEMA);

  private boolean isUnderstoodByThisBuild(Topic topic) {
    List<LogRecord> records = new ArrayList<>();
    log.readToEnd(topic, log.identity().at(topic, 0), records::addAll);
    Decoded<Event> last = new EventCodec(DecoderLimits.DEFAULT).decode(records.getLast().value());
    last.whyRefused()
        .ifPresent(refusal -> assertEquals(RefusalReason.NEWER_SCHEMA, refusal.reason()));
    return last.whyRefused().isEmpty();
  }

  private void appendEvent() {
    new EventAppender("ps-new", log, Topic.EVENTS, schema, new AppliedRecords(), timers, metrics)
        .append(List.of(), ByteString.EMPTY, new EventBody.TickEvent(1), ORIGIN);
  }

  private static final MessageOrigin ORIGIN =
      new MessageOrigin(
          new Requester(IsdAs.parse("1-11"), new HostAddress.Ipv4(0x7f000001), 1), 7, "test");

  private void appendToAudit() {
    new AuditTrail("ps-new", log, schema, 1, metrics, clock, timers).started("5-abc", "here");
  }

  @Test
  void writesTheNewSchemaOnlyWhenNoReplicaOfTheLastHourLacksIt() {
    schema.begins(true);
    schema.isCurrent();
    schema.reported(Event.NEWEST_SCHEMA, clock.wallMs());
    appendEvent();
    appendToAudit();
    assertTrue(isUnderstoodByThisBuild(Topic.EVENTS));
    assertTrue(isUnderstoodByThisBuild(Topic.AUDIT));
    for (int minute = 0; minute < 60; minute++) {
      clock.advanceMs(60_000);
      schema.reported(NEXT_SCHEMA, clock.wallMs());
    }
    appendEvent();
    appendToAudit();
    assertEquals(false, isUnderstoodByThisBuild(Topic.EVENTS));
    assertEquals(false, isUnderstoodByThisBuild(Topic.AUDIT));
  }
}

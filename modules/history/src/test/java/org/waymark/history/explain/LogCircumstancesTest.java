package org.waymark.history.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** Tests what circumstances say about a replica after the moment. */
class LogCircumstancesTest {
  private static final long START_MS = 1_700_000_000_000L;

  private final VirtualClock clock = new VirtualClock(START_MS);
  private final InMemoryEventLog log = new InMemoryEventLog("circumstances", clock);

  private void append(String writer, EventBody body) {
    log.append(
            Topic.AUDIT,
            new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own(writer, body))))
        .join();
    clock.advanceMs(1_000);
  }

  private Circumstances at(long ms) {
    try (Store store = Store.inMemory(ScenarioLog.SETTINGS);
        HistoryView history = store.history()) {
      return new LogCircumstances(log)
          .addTo(Circumstances.of(Optional.of("r1")), history, new Moment(0, ms));
    }
  }

  @Test
  void firstStartOrStopOfTheReplicaAfterTheMomentIsKnown() {
    append("r1", new EventBody.ReplicaStarted("3", 1, ""));
    append("r2", new EventBody.ReplicaStopped("another"));
    append("r1", new EventBody.CheckpointSigned(ByteString.of((byte) 1)));
    append("r1", new EventBody.ReplicaStopped("first"));
    append("r1", new EventBody.ReplicaStarted("3", 1, ""));
    assertEquals(Optional.of(0L), at(START_MS - 1).later().map(one -> one.offset()));
    assertTrue(at(START_MS - 1).later().orElseThrow().isStart());
    assertEquals(Optional.of(3L), at(START_MS).later().map(one -> one.offset()));
    assertEquals(Optional.of(4L), at(START_MS + 3_000).later().map(one -> one.offset()));
    assertEquals(Optional.empty(), at(START_MS + 4_000).later());
  }
}

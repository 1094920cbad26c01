package org.waymark.edge.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Entry;
import org.waymark.log.LogState;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.server.replay.ServingStore;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;

class ReplicaLagTest {
  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  private final Store store = Store.inMemory(ApplySettings.DEFAULT);
  private LogState seen = LogState.UNKNOWN;
  private final ReplicaLag lag = new ReplicaLag(new ServingStore(store), () -> seen, clock);

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void look() {
    seen = new LogState(true, Optional.of(log.survey().join()), Optional.empty(), List.of());
  }

  private void append() throws Exception {
    CertificateFolder one =
        new CertificateFolder(
            List.of(Network.of(NetworkTopology.twoIsds(), 3, clock).trust().trc(1)), List.of());
    for (Entry entry : TrustEntries.of(one, "test")) {
      log.append(Topic.TRUST, entry).join();
    }
  }

  private void applyAll() throws Exception {
    try (Tail tail = log.tail(Topic.TRUST, log.identity().at(Topic.TRUST, 0))) {
      store.apply(Topic.TRUST, tail.poll(Duration.ZERO));
    }
  }

  @Test
  void lagIsWhatTheLogWasSeenToHoldAndIsNotApplied() throws Exception {
    assertEquals(0, lag.records(Topic.TRUST));
    append();
    assertEquals(0, lag.records(Topic.TRUST), "not seen yet");
    look();
    assertEquals(1, lag.records(Topic.TRUST));
    assertEquals(0, lag.records(Topic.EVENTS));
    store.requireLog(log.identity());
    applyAll();
    assertEquals(0, lag.records(Topic.TRUST));
  }

  @Test
  void secondsCountFromTheLastTimeNothingWasMissing() throws Exception {
    clock.advanceMs(60_000);
    assertEquals(0, lag.seconds());
    append();
    look();
    clock.advanceMs(2_500);
    assertEquals(2.5, lag.seconds());
    clock.advanceMs(1_000);
    assertEquals(3.5, lag.seconds());
    store.requireLog(log.identity());
    applyAll();
    assertEquals(0, lag.seconds());
  }
}

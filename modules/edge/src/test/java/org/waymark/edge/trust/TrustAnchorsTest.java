package org.waymark.edge.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.trust.Trc;

/** Tests which ISDs cause warnings at the start, and the effect of adding their anchors. */
class TrustAnchorsTest {
  private static final IsdAs BORDER = IsdAs.parse("1-11");

  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 3, clock);
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);

  private LogAnchors.Outcome add(Trc... trcs) {
    return LogAnchors.add(log, List.of(trcs), "test", clock.wallMs());
  }

  private List<String> missing() throws Exception {
    network.filesOf(BORDER).write(folder);
    Topology topology = Topology.read(folder.resolve("topology.json"));
    try (Store store = Store.inMemory(ApplySettings.DEFAULT)) {
      store.requireLog(log.identity());
      log.readToEnd(
          Topic.TRUST,
          log.identity().at(Topic.TRUST, 0),
          records -> store.apply(Topic.TRUST, records));
      return TrustAnchors.missing(topology, store.trust());
    }
  }

  @Test
  void neighboursInAnIsdWithoutAnchorAreToldUntilItIsAdded() throws Exception {
    add(network.trust().trc(1));
    List<String> warnings = missing();
    assertEquals(1, warnings.size(), warnings.toString());
    for (String part : List.of("ISD 2", "2-21", "waymark log anchor add --config FILE.toml")) {
      assertTrue(warnings.getFirst().contains(part), warnings.getFirst());
    }
    assertTrue(add(network.trust().trc(2)).allThere());
    assertEquals(List.of(), missing());
  }

  @Test
  void addingTwiceAppendsOnce() {
    add(network.trust().trc(1), network.trust().trc(2));
    long records = log.end(Topic.TRUST).nextOffset();
    assertTrue(add(network.trust().trc(2)).allThere());
    assertEquals(records, log.end(Topic.TRUST).nextOffset());
    assertEquals(2, records);
  }

  @Test
  void endedAnchorIsAddedWithAWarning() {
    long nowS = clock.wallMs() / 1_000;
    LogAnchors.Outcome outcome = add(network.trust().firstTrc(2).expiresS(nowS - 1).make());
    assertTrue(outcome.allThere());
    assertTrue(outcome.lines().getLast().contains(" expired at 2018-"), outcome.lines().toString());
  }
}

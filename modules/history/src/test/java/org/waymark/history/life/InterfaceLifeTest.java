package org.waymark.history.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.RandomHistory;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.SegmentVersion;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventCodec;

/**
 * Tests that the lives of interfaces and ASes equal those assembled from the effect of each record.
 */
class InterfaceLifeTest {
  private static final int LOGS = 4;
  private static final int RECORDS = 400;
  private static final QueryBounds ALL = QueryBounds.of(Integer.MAX_VALUE);

  /** The effects of records on one interface. */
  private static final class Expected {
    private final List<String> revocations = new ArrayList<>();
    private final Set<SegmentKey> users = new TreeSet<>();
  }

  @Test
  void livesEqualWhatTheRecordsDid() {
    int killed = 0;
    for (long seed = 1; seed <= LOGS; seed++) {
      List<LogRecord> log = RandomHistory.records(seed, RECORDS);
      int next = RECORDS / 2;
      Moment until = new Moment(next, log.get(next - 1).recordTimeMs());
      try (Store store = Store.inMemory(RandomHistory.settings())) {
        List<Applied> effects = new ArrayList<>(store.apply(Topic.EVENTS, log.subList(0, next)));
        store.apply(Topic.EVENTS, log.subList(next, RECORDS));
        Map<AsInterface, Expected> expected = expected(effects);
        try (HistoryView history = store.history()) {
          killed += assertLives("seed " + seed, expected, history, until);
        }
      }
    }
    assertTrue(killed > 10, "only " + killed + " killed");
  }

  /** A renewal kills nothing, because the revocation before it has removed the segments. */
  @Test
  void everyRevocationHasItsSourceEvenIfItKilledNothing() {
    List<LogRecord> log = RandomHistory.records(1, RECORDS);
    Moment until = new Moment(RECORDS, log.getLast().recordTimeMs());
    int renewals = 0;
    try (Store store = Store.inMemory(RandomHistory.settings())) {
      List<Applied> effects = store.apply(Topic.EVENTS, log);
      try (HistoryView history = store.history()) {
        for (AsInterface one : expected(effects).keySet()) {
          for (InterfaceLife.Revoked revoked :
              InterfaceLife.of(history, one, until, ALL).revocations()) {
            Event event =
                new EventCodec(DecoderLimits.DEFAULT)
                    .decode(log.get(Math.toIntExact(revoked.offset())).value())
                    .orElseThrow();
            assertEquals(
                Optional.of(new EventSource(event.writer(), event.origin())), revoked.source());
            renewals += revoked.killed().isEmpty() ? 1 : 0;
          }
        }
      }
    }
    assertTrue(renewals > 10, "only " + renewals + " killed nothing");
  }

  private static int assertLives(
      String where, Map<AsInterface, Expected> expected, HistoryView history, Moment until) {
    int killed = 0;
    Set<IsdAs> ases = new HashSet<>();
    for (Map.Entry<AsInterface, Expected> one : expected.entrySet()) {
      InterfaceLife life = InterfaceLife.of(history, one.getKey(), until, ALL);
      assertEquals(
          one.getValue().revocations,
          life.revocations().stream()
              .map(revoked -> revoked.offset() + " " + revoked.killed())
              .toList(),
          where);
      assertEquals(List.copyOf(one.getValue().users), life.users(), where);
      killed += life.revocations().stream().mapToInt(revoked -> revoked.killed().size()).sum();
      ases.add(one.getKey().ia());
    }
    for (IsdAs ia : ases) {
      AsLife life = AsLife.of(history, ia, until, ALL);
      Set<SegmentKey> segments = new TreeSet<>();
      List<String> interfaces = new ArrayList<>();
      expected.forEach(
          (subject, lived) -> {
            if (subject.ia().equals(ia)) {
              segments.addAll(lived.users);
              interfaces.add(subject + " " + lived.users.size() + " " + lived.revocations.size());
            }
          });
      assertEquals(
          interfaces,
          life.interfaces().stream()
              .map(one -> one.subject() + " " + one.segments() + " " + one.revocations())
              .toList(),
          where);
      assertEquals(
          List.copyOf(segments), life.segments().stream().map(SegmentLife::key).toList(), where);
    }
    return killed;
  }

  private static Map<AsInterface, Expected> expected(List<Applied> effects) {
    Map<AsInterface, Expected> found = new TreeMap<>();
    for (Applied effect : effects) {
      switch (effect) {
        case Applied.Added(_, var stored) -> addUser(stored, found);
        case Applied.Replaced(_, var stored, _, _) -> addUser(stored, found);
        case Applied.Revoked(var offset, var ia, var id, var killed) ->
            of(new AsInterface(ia, id), found)
                .revocations
                .add(
                    offset
                        + " "
                        + killed.stream().map(SegmentVersion::key).distinct().sorted().toList());
        default -> {}
      }
    }
    return found;
  }

  private static Expected of(AsInterface subject, Map<AsInterface, Expected> found) {
    return found.computeIfAbsent(subject, _ -> new Expected());
  }

  private static void addUser(StoredSegment stored, Map<AsInterface, Expected> found) {
    PathSegment segment = stored.segment();
    List<Hop> hops = new ArrayList<>(segment.hops());
    hops.addAll(segment.peers());
    for (Hop hop : hops) {
      for (long id : new long[] {hop.ingress(), hop.egress()}) {
        if (id != 0) {
          of(new AsInterface(hop.ia(), id), found).users.add(stored.key());
        }
      }
    }
  }
}

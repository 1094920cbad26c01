package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;

class TrustEndTest {
  private static final long END_MS = Instant.parse("2018-03-20T10:00:00Z").toEpochMilli();
  private static final TrustEnd TRC = new TrustEnd(TrustEnd.Kind.TRC, "2", 3, END_MS);

  private static long before(Duration left) {
    return END_MS - left.toMillis();
  }

  @Test
  void endsAreThoseThatTheRulesJudgeBy() {
    VirtualClock clock = new VirtualClock(1_520_000_000_000L);
    Network network = Network.of(NetworkTopology.twoIsds(), 1, clock);
    var trc = network.trust().trc(1);
    long trcEndMs = TrustEnd.of(trc).endMs();
    assertEquals(
        List.of(true, false),
        List.of(trcEndMs - 1, trcEndMs).stream()
            .map(ms -> TrcRules.active(trc, trc, Math.floorDiv(ms, 1_000)).isEmpty())
            .toList());
    var chain = network.trust().chain(IsdAs.parse("1-14"));
    long chainEndMs = TrustEnd.of(chain).getFirst().endMs();
    assertEquals(
        List.of(true, false),
        List.of(chainEndMs - 1, chainEndMs).stream()
            .map(ms -> ChainRules.unexpired(chain, Math.floorDiv(ms, 1_000)).isEmpty())
            .toList());
    assertEquals(
        List.of("1-14", "1-11"), TrustEnd.of(chain).stream().map(TrustEnd::subject).toList());
  }

  @Test
  void textSaysWhatAndWhen() {
    assertEquals(
        "The TRC of ISD 2 version 3 expires at 2018-03-20T10:00:00Z, in 5 days",
        TRC.text(before(Duration.ofDays(5).plusHours(7))));
    assertEquals(
        "The TRC of ISD 2 version 3 expires at 2018-03-20T10:00:00Z, in 47 hours",
        TRC.text(before(Duration.ofMinutes(47 * 60 + 59))));
    assertEquals(
        "The TRC of ISD 2 version 3 expires at 2018-03-20T10:00:00Z, in 1 min",
        TRC.text(before(Duration.ofSeconds(1))));
    assertEquals("The TRC of ISD 2 version 3 expired at 2018-03-20T10:00:00Z", TRC.text(END_MS));
  }

  @Test
  void eachStageIsToldOnce() {
    EndNotices told = new EndNotices();
    List<Long> toldAtMs = new ArrayList<>();
    for (long nowMs = before(Duration.ofDays(20)); nowMs < END_MS + 86_400_000; nowMs += 60_000) {
      if (!told.due(List.of(TRC), nowMs).isEmpty()) {
        toldAtMs.add(nowMs);
      }
    }
    assertEquals(
        List.of(
            before(Duration.ofDays(14)),
            before(Duration.ofDays(3)),
            before(Duration.ofDays(1)),
            END_MS),
        toldAtMs);
  }

  @Test
  void materialCloseToItsEndIsReportedAtOnceAndTheNextVersionSeparately() {
    EndNotices told = new EndNotices();
    assertEquals(List.of(TRC), told.due(List.of(TRC), before(Duration.ofHours(1))));
    assertEquals(List.of(), told.due(List.of(TRC), before(Duration.ofMinutes(1))));
    TrustEnd next = new TrustEnd(TrustEnd.Kind.TRC, "2", 4, END_MS + 60_000);
    assertEquals(List.of(next), told.due(List.of(next), END_MS));
  }
}

package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Requester;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.MemoryLimits;
import org.waymark.server.settings.RequestLimits;
import org.waymark.store.row.SegmentQuery;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

class PendingRequestsTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-14");
  private static final IsdAs DST = IsdAs.parse("2-24");
  private static final RequestLimits LIMITS = RequestLimits.DEFAULT;

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PendingRequests pending =
      new PendingRequests(
          new LocalAs(LOCAL, false),
          LIMITS,
          MemoryLimits.DEFAULT.pending(),
          clock,
          new ServerMetrics(registry));

  private static SegmentRequest request(IsdAs dst) {
    return new SegmentRequest(LOCAL, dst, false, false);
  }

  private static PendingKey pendingKey(IsdAs dst) {
    return PendingKey.of(request(dst), new LocalAs(LOCAL, false));
  }

  private void add(IsdAs dst, int host, int port, long requestId) {
    Requester from = new Requester(LOCAL, new HostAddress.Ipv4(host), port);
    SegmentRequest request = request(dst);
    pending.add(
        request,
        dst,
        SentReplies.origin(request, requestId, from),
        new SentReplies(60_000),
        NoSegments.asked(new SegmentQuery(SegmentType.DOWN, IsdAs.NONE, dst)),
        false);
  }

  private List<Long> taken(IsdAs dst) {
    return pending.take(pendingKey(dst)).stream().map(one -> one.origin().requestId()).toList();
  }

  private long ended(String how) {
    return (long) registry.counter("waymark.requests.pending.ended", "how", how).count();
  }

  @Test
  void aRequestLivesLessThanTwoSeconds() {
    add(DST, 1, 1, 1);
    clock.advanceMs(1_999);
    assertEquals(1, pending.size());
    clock.advanceMs(1);
    assertEquals(List.of(), taken(DST));
    assertEquals(0, pending.size());
    assertEquals(1, ended("expired"));
  }

  @Test
  void repeatReplacesAndStartsAnew() {
    add(DST, 1, 1, 1);
    clock.advanceMs(1_500);
    add(DST, 1, 1, 2);
    assertEquals(1, pending.size());
    clock.advanceMs(1_500);
    assertEquals(List.of(2L), taken(DST));
    assertEquals(1, ended("repeated"));
    assertEquals(1, ended("answered"));
  }

  @Test
  void otherPortIsAnotherRequester() {
    add(DST, 1, 1, 1);
    add(DST, 1, 2, 2);
    assertEquals(List.of(1L, 2L), taken(DST));
  }

  @Test
  void theOldestOfADestinationGoesWhenThereAreMoreThanAThousand() {
    for (int i = 0; i < LIMITS.pendingPerDestination(); i++) {
      add(DST, i, 1, i);
    }
    assertEquals(1_000, pending.size());
    assertEquals(0, ended("displaced"));
    add(IsdAs.parse("2-23"), 0, 1, 5_000);
    assertEquals(1_001, pending.size());
    add(DST, 1_000, 1, 1_000);
    assertEquals(1_001, pending.size());
    assertEquals(1, ended("displaced"));
    List<Long> left = taken(DST);
    assertEquals(1_000, left.size());
    assertEquals(1L, left.getFirst());
    assertEquals(1_000L, left.getLast());
  }

  @Test
  void theOldestOfASourceGoesWhenThereAreMoreThanAHundred() {
    for (int i = 0; i < LIMITS.pendingPerSource(); i++) {
      add(IsdAs.of(2, 1_000 + i), 7, i, i);
    }
    assertEquals(100, pending.size());
    assertEquals(0, ended("displaced"));
    add(DST, 8, 1, 500);
    assertEquals(101, pending.size());
    add(DST, 7, 100, 600);
    assertEquals(101, pending.size());
    assertEquals(1, ended("displaced"));
    assertEquals(List.of(), taken(IsdAs.of(2, 1_000)));
    assertEquals(List.of(1L), taken(IsdAs.of(2, 1_001)));
    assertEquals(List.of(500L, 600L), taken(DST));
  }

  @Test
  void theOldestOfAllGoesWhenThereAreMoreThanTwentyThousand() {
    for (int i = 0; i < LIMITS.pending(); i++) {
      add(IsdAs.of(2, 1_000 + i), i, 1, i);
    }
    assertEquals(20_000, pending.size());
    assertEquals(0, ended("displaced"));
    add(DST, 20_000, 1, 20_000);
    assertEquals(20_000, pending.size());
    assertEquals(1, ended("displaced"));
    assertEquals(List.of(), taken(IsdAs.of(2, 1_000)));
    assertEquals(List.of(1L), taken(IsdAs.of(2, 1_001)));
  }

  @Test
  void nothingIsRememberedOfWhatHasGone() {
    SegmentQuery down = downTo24();
    add(DST, 1, 1, 1);
    assertEquals(Set.of(pendingKey(DST)), pending.wokenBy(down));
    taken(DST);
    assertEquals(Set.of(), pending.wokenBy(down));
    pending.retried(
        pendingKey(DST), NoSegments.asked(new SegmentQuery(SegmentType.DOWN, IsdAs.NONE, DST)));
    assertEquals(Set.of(), pending.wokenBy(down));
    assertEquals(List.of(), pending.questions());
  }

  @Test
  void aSegmentWakesWhatAskedForItsEndsInAnyForm() {
    SegmentQuery down = downTo24();
    add(IsdAs.parse("2-23"), 1, 1, 1);
    assertEquals(Set.of(), pending.wokenBy(down));
    PendingKey asking = pendingKey(IsdAs.parse("2-23"));
    for (IsdAs first : List.of(down.first(), IsdAs.of(2, 0), IsdAs.NONE)) {
      for (IsdAs last : List.of(down.last(), IsdAs.of(2, 0), IsdAs.NONE)) {
        pending.retried(asking, NoSegments.asked(new SegmentQuery(SegmentType.DOWN, first, last)));
        assertEquals(Set.of(asking), pending.wokenBy(down));
        pending.retried(asking, NoSegments.asked(new SegmentQuery(SegmentType.UP, first, last)));
        assertEquals(Set.of(), pending.wokenBy(down));
      }
    }
  }

  private static SegmentQuery downTo24() {
    return new SegmentQuery(SegmentType.DOWN, IsdAs.parse("2-22"), DST);
  }
}

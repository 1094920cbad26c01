package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.server.ReachableBytes;
import org.waymark.server.message.Requester;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.RequestLimits;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

class WaitingTargetsTest {
  private static final Requester FROM =
      new Requester(IsdAs.parse("1-14"), new HostAddress.Ipv4(1), 1);
  private static final SegmentRequest REQUEST =
      new SegmentRequest(IsdAs.parse("1-14"), IsdAs.parse("2-24"), false, false);
  private static final RequestLimits LIMITS = RequestLimits.DEFAULT;

  private final VirtualClock clock = new VirtualClock(0);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WaitingTargets waiting =
      new WaitingTargets(LIMITS, clock, new ServerMetrics(registry));

  private void add(int isd, long requestId) {
    waiting.add(isd, REQUEST, SentReplies.origin(REQUEST, requestId, FROM));
  }

  private List<Long> taken(int isd) {
    return waiting.take(isd).stream().map(target -> target.origin().requestId()).toList();
  }

  private long ended(String how) {
    return (long) registry.counter("waymark.requests.waiting.ended", "how", how).count();
  }

  @Test
  void aTargetWaitsLessThanTenSeconds() {
    add(2, 1);
    clock.advanceMs(9_999);
    add(2, 2);
    assertEquals(2, waiting.size());
    clock.advanceMs(1);
    assertEquals(1, waiting.size());
    assertEquals(List.of(2L), taken(2));
    assertEquals(1, ended("expired"));
    assertEquals(1, ended("sent"));
  }

  @Test
  void targetsOfAnotherIsdStay() {
    add(1, 1);
    add(2, 2);
    assertEquals(List.of(2L), taken(2));
    assertFalse(waiting.awaits(2));
    assertTrue(waiting.awaits(1));
    assertEquals(1, waiting.size());
  }

  @Test
  void equalRequestsWaitOnceEach() {
    add(2, 1);
    add(2, 1);
    assertEquals(List.of(1L, 1L), taken(2));
  }

  @Test
  void theOldestOfAnIsdGoesWhenThereAreMoreThanAThousand() {
    add(1, 9_999);
    for (int i = 0; i < LIMITS.waitingPerIsd(); i++) {
      add(2, i);
    }
    assertEquals(1_001, waiting.size());
    assertEquals(0, ended("displaced"));
    add(2, 1_000);
    assertEquals(1_001, waiting.size());
    assertEquals(1, ended("displaced"));
    List<Long> left = taken(2);
    assertEquals(1L, left.getFirst());
    assertEquals(1_000L, left.getLast());
    assertEquals(List.of(9_999L), taken(1));
  }

  @Test
  void theOldestOfAllGoesWhenThereAreMoreThanTenThousand() {
    for (int i = 0; i < LIMITS.waiting(); i++) {
      add(i / 500, i);
    }
    assertEquals(10_000, waiting.size());
    assertEquals(0, ended("displaced"));
    add(99, 10_000);
    assertEquals(10_000, waiting.size());
    assertEquals(1, ended("displaced"));
    assertEquals(1L, taken(0).getFirst());
  }

  /** Anyone can name any of 4,095 ISDs. */
  @Test
  void nothingIsLeftOfAnIsdForWhichNothingWaits() {
    add(1, 1);
    long bytes = bytes();
    for (int isd = 2; isd < 500; isd++) {
      add(isd, isd);
    }
    assertTrue(bytes() > 2 * bytes);
    for (int isd = 2; isd < 250; isd++) {
      taken(isd);
    }
    clock.advanceMs(10_000);
    assertEquals(0, waiting.size());
    add(1, 1);
    assertEquals(bytes, bytes());
  }

  private long bytes() {
    return ReachableBytes.from(waiting, one -> one == clock || one instanceof ServerMetrics);
  }

  @Test
  void placesOfAnIsdAreFreeAgainWhenItsTargetsAreGone() {
    add(2, 0);
    WaitingTargets.Target gone = waiting.add(2, REQUEST, SentReplies.origin(REQUEST, 1, FROM));
    assertTrue(waiting.remove(gone));
    for (int i = 1; i < LIMITS.waitingPerIsd(); i++) {
      add(2, i);
    }
    assertEquals(LIMITS.waitingPerIsd(), waiting.size());
    assertEquals(0, ended("displaced"));
  }
}

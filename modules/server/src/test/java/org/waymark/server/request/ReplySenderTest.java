package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.NextStep;
import org.waymark.resolve.Resolution;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.RequestLimits;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.FramedPayload;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

class ReplySenderTest {
  private static final SegmentRequest REQUEST =
      new SegmentRequest(IsdAs.parse("1-14"), IsdAs.parse("1-11"), false, false);
  private static final int BYTES_PER_S = 1_000_000;

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ReplySender sender =
      new ReplySender(
          new RequestLimits(1_000, 20_000, 100, 1_000, 10_000, BYTES_PER_S),
          segment -> false,
          clock,
          new ServerMetrics(registry));
  private final SentReplies replies = new SentReplies(60_000);
  private final Resolution resolution =
      new Resolution(
          List.of(
              new StoredSegment(
                  Network.of(NetworkTopology.twoIsds(), 7, clock)
                      .segments()
                      .along("1-11", "1-14")
                      .make(),
                  SegmentType.UP,
                  clock.wallMs(),
                  0)),
          List.of(),
          List.of(),
          List.of(),
          new NextStep.Nothing());

  private boolean send(int host, int port) {
    Requester from = new Requester(IsdAs.parse("1-14"), new HostAddress.Ipv4(host), port);
    return sender.send(REQUEST, resolution, SentReplies.origin(REQUEST, 1, from), replies);
  }

  @Test
  void aSourceGetsNoMoreBytesInASecondThanItsBudget() {
    int fitting = Math.toIntExact(BYTES_PER_S / ReplyTruncation.bytes(resolution));
    for (int i = 0; i < fitting; i++) {
      assertTrue(send(1, i));
    }
    assertFalse(send(1, 0), "whatever the port");
    assertEquals(fitting, replies.sent.size());
    assertEquals(1, registry.counter("waymark.replies.dropped", "reason", "budget").count());
    assertTrue(send(2, 0));
    clock.advanceMs(1_000);
    assertTrue(send(1, 0));
  }

  @Test
  void whatFitsNoDatagramIsCountedAndNotSent() {
    SentReplies narrow = new SentReplies(300);
    Requester from = new Requester(IsdAs.parse("1-14"), new HostAddress.Ipv4(1), 1);
    assertFalse(sender.send(REQUEST, resolution, SentReplies.origin(REQUEST, 1, from), narrow));
    assertEquals(List.of(), narrow.sent);
    assertEquals(1, registry.counter("waymark.replies.dropped", "reason", "too-large").count());
    assertEquals(1, registry.counter("waymark.replies.cut").count());
  }

  @Test
  void answerThatBorderRoutersWouldLoseIsNotSentThoughItFitsADatagram() {
    List<ControlPayload> sent = new ArrayList<>();
    Replies routed =
        new Replies() {
          @Override
          public int maxPayloadBytes() {
            return 60_000;
          }

          @Override
          public int maxRoutedBytes() {
            return 300;
          }

          @Override
          public void send(ControlPayload payload) {
            sent.add(payload);
          }
        };
    Requester from = new Requester(IsdAs.parse("1-14"), new HostAddress.Ipv4(1), 1);
    assertFalse(sender.send(REQUEST, resolution, SentReplies.origin(REQUEST, 1, from), routed));
    assertEquals(List.of(), sent);
    assertEquals(1, registry.counter("waymark.replies.dropped", "reason", "too-large").count());
  }

  @Test
  void answerThatFitsExactlyIsSentAsItWasMeasured() {
    Requester from = new Requester(IsdAs.parse("1-14"), new HostAddress.Ipv4(1), 1);
    assertTrue(sender.send(REQUEST, resolution, SentReplies.origin(REQUEST, 1, from), replies));
    int bytes = ControlCodec.encodeFramed(replies.sent.getFirst()).size();
    assertTrue(bytes < ReplyTruncation.bytes(resolution), "by the upper bound, it does not fit");

    List<FramedPayload> framed = new ArrayList<>();
    Replies exact =
        new Replies() {
          @Override
          public int maxPayloadBytes() {
            return bytes;
          }

          @Override
          public void send(ControlPayload payload) {
            throw new AssertionError("encoded a second time");
          }

          @Override
          public void send(FramedPayload one) {
            framed.add(one);
          }
        };
    assertTrue(sender.send(REQUEST, resolution, SentReplies.origin(REQUEST, 1, from), exact));
    assertEquals(bytes, framed.getFirst().bytes().size());
    assertEquals(0, registry.counter("waymark.replies.cut").count());
  }
}

package org.waymark.server.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.RequestIds;
import org.waymark.server.message.Source;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.TrustLimits;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.packet.HostAddress;

/** The rates of requests for trust material, at their defaults. */
class TrustRequestsTest {
  private static final int PER_DESTINATION = 50;
  private static final int IN_ALL = 200;

  private final VirtualClock clock = new VirtualClock(0);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TrustRequests requests =
      new TrustRequests(
          new RequestIds(new Random(1)), TrustLimits.DEFAULT, new TrustMetrics(registry), clock);

  private static TrustVersion chain(int number) {
    return new TrustVersion(TrustKind.CHAIN, IsdAs.of(1, number), 1);
  }

  private static TrustRequests.Sender sender(int host) {
    return new TrustRequests.Sender(
        new Source(IsdAs.of(1, 14), new HostAddress.Ipv4(host)), NoReplies.INSTANCE);
  }

  /** Requests a number of chains from one sender each. {@return the number of requests sent} */
  private int ask(int from, int number, int host) {
    int sent = 0;
    for (int i = from; i < from + number; i++) {
      sent += requests.ask(chain(i), sender(host)).size();
    }
    return sent;
  }

  private long unsent() {
    return (long) registry.counter("waymark.trust.requests.unsent").count();
  }

  private List<Long> due() {
    List<Long> asked = new ArrayList<>();
    for (TrustRequests.Sending sending : requests.due(material -> false)) {
      asked.add(((CertChainRequest) sending.payload().message()).ia().as());
    }
    return asked;
  }

  @Test
  void oneDestinationIsAskedForFiftyInASecondAndOthersStillAre() {
    assertEquals(PER_DESTINATION, ServerLimits.DEFAULT.trust().requestsPerDestinationPerS());
    assertEquals(PER_DESTINATION, ask(1, PER_DESTINATION, 1));
    assertEquals(0, unsent());
    assertEquals(0, ask(51, 1, 1));
    assertEquals(1, unsent());
    assertEquals(1, ask(52, 1, 2));
    // The delayed requests take turns with the others, so the number is the same each time.
    clock.advanceMs(TrustRequests.RESEND_MS);
    assertEquals(PER_DESTINATION + 1, due().size());
    assertEquals(2, unsent());
  }

  @Test
  void twoHundredAreAskedForInASecondAndTheNextWhenThereIsRoomAgain() {
    assertEquals(IN_ALL, ServerLimits.DEFAULT.trust().requestsPerS());
    for (int host = 1; host <= IN_ALL; host++) {
      assertEquals(1, ask(host, 1, host));
    }
    assertEquals(0, unsent());
    assertEquals(0, ask(201, 1, 201));
    assertEquals(1, unsent());
    assertEquals(201, requests.chains());
    clock.advanceMs(TrustRequests.RESEND_MS);
    List<Long> first = due();
    assertEquals(IN_ALL, first.size());
    assertTrue(!first.contains(201L));
    assertEquals(List.of(), due());
    clock.advanceMs(5);
    assertEquals(List.of(201L), due());
  }
}

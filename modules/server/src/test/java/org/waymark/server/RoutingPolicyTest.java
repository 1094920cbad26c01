package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.segment.CapnpAsEntry.RoutingPolicy;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.report.OutcomeReporter;
import org.waymark.wire.message.AsEntryFields;

/** Routing-policy extensions of registered segments (PROTOCOL 5). */
@Isolated("listens to log lines")
class RoutingPolicyTest {
  private final ServerWorld world = new ServerWorld().ready();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(OutcomeReporter.class);

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void noFaults() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private List<String> policies() {
    return lines.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("routing policy"))
        .map(line -> line.substring(line.indexOf("routing policy")))
        .toList();
  }

  private SegmentDraft draft() {
    return world.network.segments().along("1-11", "1-14");
  }

  private static AsEntryFields with(AsEntryFields fields, RoutingPolicy policy) {
    return new AsEntryFields(
        fields.ia(),
        fields.trcVersion(),
        fields.certVersion(),
        fields.ifIdSize(),
        fields.hops(),
        fields.hashTreeRoot(),
        fields.mtu(),
        policy,
        fields.sibra());
  }

  private CapnpSegment saying(RoutingPolicy first, RoutingPolicy second) {
    return draft()
        .changing(0, fields -> with(fields, first))
        .changing(1, fields -> with(fields, second))
        .make();
  }

  @Test
  void eachPolicyOfAVerifiedSegmentIsLoggedWithTheAsThatSaysItAndTheSegmentIsServed() {
    CapnpSegment segment =
        saying(
            new RoutingPolicy(true, 1, 0, List.of(IsdAs.parse("1-12"), IsdAs.parse("2-21"))),
            new RoutingPolicy(true, 2, 41, List.of()));
    List<String> said =
        List.of(
            "routing policy, set by AS 1-11: deny ASes [1-12, 2-21]",
            "routing policy, set by AS 1-14: allow interface 41");
    world.register(SegmentType.UP, segment);
    assertEquals(said, policies());
    assertTrue(lines.list.getLast().getFormattedMessage().contains(segment.toString()));
    assertEquals(List.of(segment), world.ask("1-11"));

    lines.list.clear();
    world.register(SegmentType.UP, segment);
    assertEquals(1, world.registrations("known", ""));
    assertEquals(said, policies());
  }

  @Test
  void segmentsWithoutPolicyAndUnverifiedOnesSayNothing() {
    world.register(SegmentType.UP, draft().make());
    RoutingPolicy policy = new RoutingPolicy(true, 0, 0, List.of());
    CapnpSegment unsigned = draft().changing(1, fields -> with(fields, policy)).unsigned(1).make();
    world.register(SegmentType.UP, unsigned);
    assertEquals(1, world.registrations("refused", "signature"));
    assertEquals(List.of(), policies());
  }
}

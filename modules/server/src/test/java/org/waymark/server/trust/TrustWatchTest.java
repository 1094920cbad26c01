package org.waymark.server.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TrustMaker;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.ServingStore;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.Trc;

@Isolated("listens to log lines")
class TrustWatchTest {
  private static final long START_MS = 1_520_000_000_000L;
  private static final IsdAs LOCAL = IsdAs.parse("1-14");
  private static final long DAY_S = 86_400;

  private final VirtualClock clock = new VirtualClock(START_MS);
  private final TrustMaker maker = Network.of(NetworkTopology.twoIsds(), 1, clock).trust();
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  private final Store store = Store.inMemory(ApplySettings.DEFAULT);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TrustWatch watch = new TrustWatch(LOCAL, new ServingStore(store), clock, registry);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    store.requireLog(log.identity());
    lines.start();
    logger().setLevel(Level.WARN);
    logger().addAppender(lines);
  }

  @AfterEach
  void close() {
    logger().detachAppender(lines);
    logger().setLevel(null);
    store.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(TrustWatch.class);
  }

  private void accept(TrustKind kind, ByteString json) {
    EventBody body = new EventBody.TrustEvent(kind, json);
    log.append(
        Topic.TRUST,
        new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("test", body))));
    log.readToEnd(
        Topic.TRUST,
        store.position(Topic.TRUST).orElseGet(() -> log.identity().at(Topic.TRUST, 0)),
        records -> store.apply(Topic.TRUST, records));
  }

  private List<String> look() {
    lines.list.clear();
    watch.look();
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private double leftS(String kind, String subject) {
    return registry
        .get("waymark.trust.ends.seconds")
        .tags("kind", kind, "subject", subject)
        .gauge()
        .value();
  }

  private static Instant at(long s) {
    return Instant.ofEpochSecond(START_MS / 1_000 + s);
  }

  @Test
  void trcsAndTheOwnChainAreToldWhenTheyEndAndBefore() {
    long nowS = START_MS / 1_000;
    accept(TrustKind.ANCHOR, maker.firstTrc(1).expiresS(nowS + 100 * DAY_S - 1).make().json());
    accept(TrustKind.ANCHOR, maker.firstTrc(2).expiresS(nowS + 2 * DAY_S - 1).make().json());
    accept(
        TrustKind.CHAIN,
        maker.certify(LOCAL).expiresS(nowS - 5).coreExpiresS(nowS + DAY_S / 2).make().json());
    // Chains of other ASes are the concern of their own operators.
    accept(TrustKind.CHAIN, maker.certify(IsdAs.parse("1-16")).expiresS(nowS + 5).make().json());
    List<String> told = look();
    assertEquals(3, told.size(), told.toString());
    assertTrue(
        told.get(0).startsWith("The TRC of ISD 2 version 1 expires at " + at(2 * DAY_S)),
        told.get(0));
    assertTrue(
        told.get(1).startsWith("The certificate chain of 1-14 version 1 expired at " + at(-5)),
        told.get(1));
    assertTrue(
        told.get(2)
            .startsWith(
                "The issuing certificate of core AS 1-11 version 1 expires at " + at(DAY_S / 2)),
        told.get(2));
    assertEquals(List.of(), look());
    assertEquals(100 * DAY_S, leftS("trc", "1"));
    assertEquals(2 * DAY_S, leftS("trc", "2"));
    assertEquals(-5, leftS("chain", "1-14"));
    assertEquals(DAY_S / 2, leftS("core-certificate", "1-11"));
    clock.advanceMs(2 * DAY_S * 1_000);
    told = new ArrayList<>(look());
    assertEquals(2, told.size(), told.toString());
    assertTrue(
        told.getFirst().startsWith("The TRC of ISD 2 version 1 expired at "), told.toString());
  }

  @Test
  void renewedChainIsToldNoMore() {
    long nowS = START_MS / 1_000;
    accept(TrustKind.ANCHOR, maker.trc(1).json());
    accept(TrustKind.CHAIN, maker.certify(LOCAL).expiresS(nowS + DAY_S / 2).make().json());
    assertEquals(1, look().size());
    accept(TrustKind.CHAIN, maker.chain(LOCAL, 2).json());
    clock.advanceMs(DAY_S * 1_000);
    assertEquals(List.of(), look());
    assertTrue(leftS("chain", "1-14") > 300 * DAY_S);
  }

  @Test
  void trcThatNoTrcCanFollowIsToldOnce() {
    accept(TrustKind.ANCHOR, maker.trc(1).json());
    assertEquals(List.of(), look());
    assertEquals(0, registry.get("waymark.trust.trcs.without.successor").gauge().value());
    Trc two = maker.update(maker.trc(1)).withoutCore(IsdAs.parse("1-13")).make();
    accept(TrustKind.TRC, two.json());
    List<String> told = look();
    assertEquals(1, told.size(), told.toString());
    assertTrue(
        told.getFirst().contains("TRC of ISD 1 version 2 requires 3 core ASes to sign"),
        told.getFirst());
    assertEquals(List.of(), look());
    assertEquals(1, registry.get("waymark.trust.trcs.without.successor").gauge().value());
  }
}

package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** The refusal events in {@code .audit}, for the default budget and for one refusal more. */
class RefusalSummaryTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private final ServerWorld world = new ServerWorld().ready();
  private final CapnpSegment segment =
      world.network.segments().up(ServerWorld.LOCAL, 4).findFirst().orElseThrow();
  private final int budget = ServerLimits.DEFAULT.appends().refusalEventsPerS();

  @AfterEach
  void close() {
    world.close();
  }

  private long written() {
    return world.log.end(Topic.AUDIT).nextOffset();
  }

  private void refuse(SegmentType type, CapnpSegment refused, int times) {
    for (int i = 0; i < times; i++) {
      world.register(type, refused);
    }
  }

  @Test
  void soManyAreWrittenOneByOneAndNothingIsSummedUp() {
    assertEquals(20, budget);
    refuse(SegmentType.CORE, segment, budget);
    assertEquals(budget, written());
    world.timers.runForMs(10_000);
    assertEquals(budget, written());
  }

  @Test
  void oneMoreIsASummaryAndEveryReasonHasItsOwn() {
    CapnpSegment unsigned = world.network.segments().along("1-11", "1-14").unsigned(0).make();
    refuse(SegmentType.CORE, segment, budget + 1);
    refuse(SegmentType.UP, unsigned, 5);
    assertEquals(5, world.registrations("refused", "signature"));
    assertEquals(budget, written());
    world.timers.runForMs(9_999);
    assertEquals(budget, written());
    world.timers.runForMs(1);
    assertEquals(budget + 2, written());
    world.timers.runForMs(10_000);
    assertEquals(budget + 2, written());
  }

  @Test
  void refusedRevocationIsAnEventThatNamesItsInterfaceAndSender() {
    Revocation old = old();
    world.revoke(old);
    Event event = events().getLast();
    ByteString bytes = RevocationCodec.encode(old);
    assertEquals(
        new EventBody.RevocationRefused(
            Sha256.hash(bytes), bytes.size(), "not-current", 1, old.ia(), old.interfaceId()),
        event.body());
    assertEquals(ServerWorld.HOST.ia(), event.origin().peerIa());
  }

  @Test
  void refusedRegistrationIsAnEventThatNamesItsSegment() {
    refuse(SegmentType.CORE, segment, 1);
    Event event = events().getLast();
    EventBody.RegistrationRefused refused = (EventBody.RegistrationRefused) event.body();
    assertEquals(Sha256.hash(segment.bytes()), refused.hash());
    assertEquals(
        Optional.of(
            new EventBody.RefusedSegment(
                Optional.of(SegmentType.CORE), segment.id(), segment.firstIa(), segment.lastIa())),
        refused.segment());
  }

  @Test
  void registrationsAndRevocationsShareTheBudgetAndHaveSummariesOfTheirOwn() {
    refuse(SegmentType.CORE, segment, budget - 1);
    for (int i = 0; i < 4; i++) {
      world.revoke(old());
    }
    refuse(SegmentType.CORE, segment, 2);
    assertEquals(budget, written());
    world.timers.runForMs(10_000);
    assertEquals(budget + 2, written());
    assertEquals(4, revocationsRefused());
    assertEquals(4, world.revocations("refused", "not-current"));
    assertEquals(budget + 1, registrationsRefused());
  }

  @Test
  void refusalsThatTheLogDidNotTakeAreInTheNextSummary() {
    world.log.faults().refuseNextAppends(4);
    world.revoke(old());
    refuse(SegmentType.CORE, segment, 3);
    assertEquals(0, written());
    world.timers.runForMs(10_000);
    assertEquals(1, revocationsRefused());
    assertEquals(3, registrationsRefused());
  }

  @Test
  void stopIsRecordedAfterTheSummariesThatAreDue() {
    refuse(SegmentType.CORE, segment, budget + 5);
    world.context.audit().stopped("closed").join();
    List<Event> events = events();
    assertEquals(budget + 5, registrationsRefused());
    assertEquals(new EventBody.ReplicaStopped("closed"), events.getLast().body());
  }

  /** {@return a revocation whose epoch is over} */
  private Revocation old() {
    return world.network.revocations().revoke(CORE, 11, world.clock.wallMs() - 60_000);
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    world.log.readToEnd(
        Topic.AUDIT,
        world.log.identity().at(Topic.AUDIT, 0),
        records ->
            records.forEach(
                record ->
                    events.add(
                        new EventCodec(DecoderLimits.DEFAULT)
                            .decode(record.value())
                            .orElseThrow())));
    return events;
  }

  private long registrationsRefused() {
    return events().stream()
        .mapToLong(
            event ->
                event.body() instanceof EventBody.RegistrationRefused refused ? refused.count() : 0)
        .sum();
  }

  private long revocationsRefused() {
    return events().stream()
        .mapToLong(
            event ->
                event.body() instanceof EventBody.RevocationRefused refused ? refused.count() : 0)
        .sum();
  }
}

package org.waymark.cli.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.waymark.cli.OperatorFolder;
import org.waymark.edge.Replica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.runtime.Waiting;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/** Sends messages of all kinds in random order from three ASes, and counts what it sent. */
final class LoadGenerator {
  private static final List<IsdAs> SENDERS = List.of(OperatorFolder.LOCAL, IsdAs.parse("1-11"));
  private static final IsdAs ABROAD = IsdAs.parse("2-21");
  private static final IsdAs CORE = IsdAs.parse("1-12");
  private static final long CORE_INTERFACE = 11;

  private static final int VERSIONS = 5;

  /** More than damping ignores. */
  private static final int PROLONGING_S = 3_000;

  /** So few that the buffer of a socket holds them. */
  private static final int UNACCOUNTED = 8;

  /** The newest version of a path, which its ingress interface tells from others. */
  private record Version(int ingress, long timestampS) {}

  /** What a message was meant to cause. */
  enum Kind {
    NEW_PATH,
    REVOCABLE_PATH,
    LATER_VERSION,
    REPEATED,
    EXPIRED,
    WRONGLY_SIGNED,
    WRONG_TYPE,
    REVOCATION,
    WRONG_TREE_TTL,
    FROM_ABROAD,
    GARBAGE;

    boolean isRegistration() {
      return ordinal() <= WRONG_TYPE.ordinal();
    }

    boolean isRefusedRegistration() {
      return this == EXPIRED || this == WRONGLY_SIGNED || this == WRONG_TYPE;
    }

    boolean isRefusedRevocation() {
      return this == WRONG_TREE_TTL || this == FROM_ABROAD;
    }
  }

  private final OperatorFolder folder;
  private final Replica replica;
  private final Random random;
  private final Map<Kind, Long> sent = new EnumMap<>(Kind.class);
  private final Map<IsdAs, Map<Kind, Long>> sentBy = new HashMap<>();
  private final List<Version> newest = new ArrayList<>();
  private int ingress;

  LoadGenerator(OperatorFolder folder, Replica replica, long seed) {
    this.folder = folder;
    this.replica = replica;
    this.random = new Random(seed);
  }

  long sent(Kind kind) {
    return sent.getOrDefault(kind, 0L);
  }

  long sentBy(IsdAs sender, Kind kind) {
    return sentBy.getOrDefault(sender, Map.of()).getOrDefault(kind, 0L);
  }

  long sentRegistrations() {
    return sum(Kind::isRegistration);
  }

  long sentRevocations() {
    return sum(kind -> !kind.isRegistration() && kind != Kind.GARBAGE);
  }

  long sum(Predicate<Kind> which) {
    return sent.entrySet().stream()
        .filter(one -> which.test(one.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Sends messages, and waits until the counters of the replica account for each of them. */
  void send(int messages) throws Exception {
    // What later ones repeat or revoke must be there.
    send(Kind.NEW_PATH);
    send(Kind.REVOCABLE_PATH);
    send(Kind.REVOCATION);
    Kind[] kinds = Kind.values();
    for (int i = 0; i < messages; i++) {
      Kind kind = kinds[random.nextInt(kinds.length)];
      send(kind);
      if (i % UNACCOUNTED == 0) {
        awaitAccounted();
      }
    }
    awaitAccounted();
  }

  /** {@return how many messages the replica counted, of the given counter and tags} */
  double counted(String counter, String... tags) {
    MeterRegistry registry = replica.registry();
    return registry.find(counter).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
  }

  private double accounted() {
    return counted("waymark.registrations")
        + counted("waymark.revocations")
        + counted("waymark.messages.dropped");
  }

  private void awaitAccounted() throws InterruptedException {
    long all = sum(kind -> true);
    if (!Waiting.until(
        () -> accounted() >= all, Duration.ofMillis(5), Duration.ofSeconds(60), folder.clock)) {
      throw new AssertionError("counted " + accounted() + " of " + all + " messages: " + sent);
    }
  }

  private void send(Kind kind) throws Exception {
    IsdAs sender = kind == Kind.FROM_ABROAD ? ABROAD : SENDERS.get(random.nextInt(SENDERS.size()));
    if (kind == Kind.GARBAGE) {
      sendGarbage();
    } else {
      try (ScionUdpClient client =
          new ScionUdpClient(replica.address(), OperatorFolder.LOCAL, sender, folder.clock)) {
        client.send(message(kind));
      }
    }
    sent.merge(kind, 1L, Long::sum);
    sentBy.computeIfAbsent(sender, as -> new EnumMap<>(Kind.class)).merge(kind, 1L, Long::sum);
    awaitAccountedIfLaterOnesDependOn(kind);
  }

  private void awaitAccountedIfLaterOnesDependOn(Kind kind) throws InterruptedException {
    switch (kind) {
      case NEW_PATH, REVOCABLE_PATH, LATER_VERSION, REVOCATION -> awaitAccounted();
      default -> {
        // Others change nothing.
      }
    }
  }

  private void sendGarbage() throws IOException {
    byte[] bytes = new byte[1 + random.nextInt(200)];
    random.nextBytes(bytes);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, replica.address()));
    }
  }

  private Message message(Kind kind) {
    return switch (kind) {
      case NEW_PATH -> up(newPath());
      case REVOCABLE_PATH -> up(folder.network.segments().along("1-12", "1-14"));
      case LATER_VERSION -> up(laterVersion());
      case REPEATED -> up(path(newest.get(random.nextInt(newest.size()))));
      case EXPIRED -> up(path(new Version(++ingress, nowS() - 100_000)));
      case WRONGLY_SIGNED -> up(path(new Version(++ingress, nowS())).brokenSignature(0));
      case WRONG_TYPE -> registration(SegmentType.CORE, path(new Version(++ingress, nowS())));
      case REVOCATION, FROM_ABROAD -> new RevocationNotice(revocation());
      case WRONG_TREE_TTL -> new RevocationNotice(withOtherTreeTtl(revocation()));
      case GARBAGE -> throw new IllegalArgumentException("garbage is no message");
    };
  }

  private static Message up(SegmentDraft draft) {
    return registration(SegmentType.UP, draft);
  }

  private static Message registration(SegmentType type, SegmentDraft draft) {
    return new SegmentRegistration(
        SegmentRecords.of(List.of(SegmentRecord.of(type, draft.make())), List.of()));
  }

  private long nowS() {
    return folder.clock.wallMs() / 1_000;
  }

  private SegmentDraft newPath() {
    Version first = new Version(++ingress, nowS() - VERSIONS * PROLONGING_S);
    newest.add(first);
    return path(first);
  }

  /** {@return a version of a known path, or a new path if all paths have their last version} */
  private SegmentDraft laterVersion() {
    for (int i = 0; i < newest.size(); i++) {
      Version next =
          new Version(newest.get(i).ingress(), newest.get(i).timestampS() + PROLONGING_S);
      if (next.timestampS() <= nowS()) {
        newest.set(i, next);
        return path(next);
      }
    }
    return newPath();
  }

  private SegmentDraft path(Version version) {
    return folder
        .network
        .segments()
        .along(
            new Route(
                List.of(
                    new Route.Step(IsdAs.parse("1-11"), 0, 12),
                    new Route.Step(OperatorFolder.LOCAL, version.ingress(), 0))))
        .withArbitraryRoots()
        .timestampS(version.timestampS());
  }

  private Revocation revocation() {
    return folder.network.revocations().revoke(CORE, CORE_INTERFACE);
  }

  private static Revocation withOtherTreeTtl(Revocation one) {
    return new Revocation(
        one.ia(),
        one.interfaceId(),
        one.epoch(),
        one.nonce(),
        one.siblings(),
        one.prevRoot(),
        one.nextRoot(),
        one.hashType(),
        one.treeTtlS() + Revocation.EPOCH_S);
  }
}

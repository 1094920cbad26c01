package org.waymark.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.RandomTopology;
import org.waymark.fixtures.Route;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Requester;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/**
 * One AS with one or two replicas, a sequence of steps, and the comparison of their behaviour with
 * that of {@link SectionSix}.
 *
 * @param network the network of the AS
 * @param limit the maximum number of results per query
 * @param untrusted an ISD whose TRC is initially missing; 0 for none
 */
record RandomWorld(
    Network network, IsdAs local, int replicas, int limit, int untrusted, List<Step> steps) {
  private static final long START_S = ServerWorld.START_MS / 1_000;
  private static final int MAX_ASES = 4;
  private static final int REQUESTERS = 4;
  private static final long SECOND_MS = 1_000;

  /** Segments, cached because creating them takes most of the time. */
  private static final Map<Made, PathSegment> MADE = new ConcurrentHashMap<>();

  private record Made(Network network, Claim claim) {}

  /** A step of the sequence. */
  sealed interface Step {
    record Advance(long ms) implements Step {}

    /** A message with segments arrives at a replica. */
    record Register(int replica, List<Claim> claims) implements Step {}

    record Ask(int requester, SegmentRequest request) implements Step {}

    /** A current revocation, skipped if it does not prove against any segment. */
    record Revoke(IsdAs ia, long interfaceId) implements Step {}

    /** The missing TRC arrives. */
    record TrustArrives() implements Step {}
  }

  /** A segment with a type. */
  record Claim(SegmentType type, Route route, long timestampS, int expTime) {
    @Override
    public String toString() {
      return type + " " + route + " from " + (timestampS - START_S) + " s, exp_time " + expTime;
    }
  }

  /** Creates a network in which worlds can be generated. {@return the network} */
  static Network network(long seed) {
    NetworkTopology topology = RandomTopology.draw(new Random(seed));
    return Network.of(topology, seed, new VirtualClock(ServerWorld.START_MS));
  }

  /** Generates a random world. {@return the world} */
  static RandomWorld draw(Network network, Random random) {
    NetworkTopology topology = network.topology();
    IsdAs local = any(List.copyOf(topology.ases().keySet()), random);
    List<Integer> others = topology.isds().stream().filter(isd -> isd != local.isd()).toList();
    int untrusted = !others.isEmpty() && random.nextInt(4) == 0 ? any(others, random) : 0;
    int replicas = 1 + random.nextInt(2);
    Drawing drawing = new Drawing(topology, local, replicas, untrusted, random);
    return new RandomWorld(
        network, local, replicas, 1 + random.nextInt(5), untrusted, drawing.steps());
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** Generates steps over a few routes, so that they affect each other. */
  private static final class Drawing {
    private final NetworkTopology topology;
    private final IsdAs local;
    private final int replicas;
    private final Random random;
    private final List<Claim> routes = new ArrayList<>();
    private final List<IsdAs> ases = new ArrayList<>();
    private int untrusted;

    /** The last destination, kept because hosts repeat their requests. */
    private IsdAs destination;

    Drawing(NetworkTopology topology, IsdAs local, int replicas, int untrusted, Random random) {
      this.topology = topology;
      this.local = local;
      this.replicas = replicas;
      this.untrusted = untrusted;
      this.random = random;
      for (SegmentType type : SegmentType.values()) {
        // An UP segment of another AS is useless, but may be registered.
        List<Claim> all =
            topology
                .routes(type, MAX_ASES)
                .filter(
                    route ->
                        type == SegmentType.DOWN
                            || random.nextInt(8) == 0
                            || route.last().equals(local)
                            || type == SegmentType.CORE && !topology.isCore(local))
                .map(route -> new Claim(type, route, START_S, 64))
                .toList();
        for (int i = 0; i < 3 && !all.isEmpty(); i++) {
          routes.add(any(all, random));
        }
      }
      routes.forEach(one -> ases.addAll(List.of(one.route().first(), one.route().last())));
      ases.add(any(List.copyOf(topology.ases().keySet()), random));
    }

    List<Step> steps() {
      int count = 5 + random.nextInt(30);
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        steps.add(step());
      }
      return steps;
    }

    private Step step() {
      int draw = random.nextInt(100);
      if (draw < 25) {
        return new Step.Advance(passing());
      }
      if (draw < 60) {
        return new Step.Ask(random.nextInt(REQUESTERS), request());
      }
      if (draw < 64 && untrusted != 0) {
        untrusted = 0;
        return new Step.TrustArrives();
      }
      if (draw < 70) {
        IsdAs ia = any(List.copyOf(topology.ases().keySet()), random);
        List<Long> interfaces = List.copyOf(topology.as(ia).interfaces().keySet());
        return interfaces.isEmpty()
            ? new Step.Advance(1)
            : new Step.Revoke(ia, any(interfaces, random));
      }
      // The segments that one replica receives in a message reach the other one immediately.
      int records = replicas == 1 ? 1 + random.nextInt(3) : 1;
      List<Claim> claims = new ArrayList<>();
      for (int i = 0; i < records; i++) {
        claim().ifPresent(claims::add);
      }
      return new Step.Register(random.nextInt(replicas), claims);
    }

    /**
     * Draws a time. It is usually shorter than a request is pending, but sometimes longer than a
     * request waits for a segment, or than the interval between rounds.
     */
    private long passing() {
      return switch (random.nextInt(12)) {
        case 0, 1 -> random.nextInt(12_000);
        case 2, 3 -> random.nextInt(3_500);
        default -> random.nextInt(600);
      };
    }

    /**
     * Draws a segment. Some segments expire within the world, and some are earlier versions of
     * others.
     */
    private Optional<Claim> claim() {
      List<Claim> verifiable =
          routes.stream()
              .filter(one -> one.route().steps().stream().noneMatch(s -> s.ia().isd() == untrusted))
              .toList();
      if (verifiable.isEmpty()) {
        return Optional.empty();
      }
      Claim one = any(verifiable, random);
      return Optional.of(
          switch (random.nextInt(5)) {
            case 0 -> new Claim(one.type(), one.route(), START_S - 60, 64);
            case 1 -> new Claim(one.type(), one.route(), START_S - 337 + random.nextInt(7), 1);
            default -> one;
          });
    }

    private SegmentRequest request() {
      return new SegmentRequest(
          random.nextInt(3) == 0 ? any(ases, random) : local,
          repeatedOrOther(),
          random.nextInt(12) == 0,
          random.nextInt(6) == 0);
    }

    private IsdAs repeatedOrOther() {
      if (destination == null || random.nextInt(3) > 0) {
        destination = destination();
      }
      return destination;
    }

    private IsdAs destination() {
      IsdAs known = any(ases, random);
      return switch (random.nextInt(24)) {
        case 0, 1, 2 -> known.wildcard();
        case 3 -> IsdAs.of(known.isd(), 99);
        case 4 -> IsdAs.of(9, 99);
        case 5 -> IsdAs.of(9, 0);
        case 6 -> IsdAs.NONE;
        case 7 -> IsdAs.of(0, known.as());
        case 8 -> local;
        default -> known;
      };
    }
  }

  /** {@return the first difference between the replicas and the oracle, if there is one} */
  Optional<String> difference() {
    try (Run run = new Run(this)) {
      for (int i = 0; i < steps.size(); i++) {
        Optional<String> difference = run.step(steps.get(i), i);
        if (difference.isPresent()) {
          return difference;
        }
      }
      return Optional.empty();
    }
  }

  /** {@return how often each kind of event happened, since a run without events proves nothing} */
  Map<String, Integer> happened() {
    try (Run run = new Run(this)) {
      Map<String, Integer> happened = new HashMap<>();
      for (int i = 0; i < steps.size(); i++) {
        run.step(steps.get(i), i);
      }
      run.servers.forEach(
          server ->
              server.registry.getMeters().stream()
                  .filter(meter -> meter.getId().getName().startsWith("waymark.requests"))
                  .forEach(
                      meter ->
                          happened.merge(
                              meter.getId().getName() + meter.getId().getTags(),
                              (int) meter.measure().iterator().next().getValue(),
                              Integer::sum)));
      return happened;
    }
  }

  /**
   * Reduces the world by omitting parts. {@return the smallest world that still shows a difference}
   */
  RandomWorld shrunk() {
    RandomWorld smallest = this;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (RandomWorld candidate : smallest.smallerOnes()) {
        if (candidate.difference().isPresent()) {
          smallest = candidate;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  private List<RandomWorld> smallerOnes() {
    List<RandomWorld> smaller = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      smaller.add(without(i, List.of()));
      if (steps.get(i) instanceof Step.Register(int replica, List<Claim> claims)
          && claims.size() > 1) {
        for (int c = 0; c < claims.size(); c++) {
          List<Claim> fewer = new ArrayList<>(claims);
          fewer.remove(c);
          smaller.add(without(i, List.of(new Step.Register(replica, fewer))));
        }
      }
    }
    return smaller;
  }

  private RandomWorld without(int step, List<Step> instead) {
    List<Step> fewer = new ArrayList<>(steps.subList(0, step));
    fewer.addAll(instead);
    fewer.addAll(steps.subList(step + 1, steps.size()));
    return new RandomWorld(network, local, replicas, limit, untrusted, fewer);
  }

  @Override
  public String toString() {
    String title =
        "%d replica(s) of %s%s, %d results per query, ISD %d not trusted at first"
            .formatted(
                replicas,
                local,
                network.topology().isCore(local) ? " (core)" : "",
                limit,
                untrusted);
    return IntStream.range(0, steps.size())
        .mapToObj(i -> "\n  " + i + ": " + steps.get(i))
        .collect(Collectors.joining("", title, ""));
  }

  /** The replicas and the oracle, at the same step. */
  private static final class Run implements AutoCloseable {
    private final RandomWorld world;
    private final ServerWorld.Surroundings surroundings;
    private final List<ServerWorld> servers = new ArrayList<>();
    private final SectionSix oracle;
    private long elapsedMs;

    Run(RandomWorld world) {
      this.world = world;
      surroundings =
          ServerWorld.Surroundings.of(world.network, new VirtualClock(ServerWorld.START_MS));
      IntPredicate trusted = isd -> isd != world.untrusted;
      surroundings.appendTrust(trusted);
      for (int i = 0; i < world.replicas; i++) {
        servers.add(
            new ServerWorld(
                    surroundings, "ps-" + i, world.local, 0, world.limit, ServerLimits.DEFAULT)
                .ready());
      }
      NetworkTopology topology = world.network.topology();
      oracle =
          new SectionSix(
              world.local,
              topology.isCore(world.local),
              world.limit,
              topology::isCore,
              trusted,
              ServerWorld.START_MS);
    }

    Optional<String> step(Step step, int number) {
      switch (step) {
        case Step.Advance(long ms) -> advance(ms);
        case Step.Register(int replica, List<Claim> claims) -> register(replica, claims);
        case Step.Ask(int requester, SegmentRequest request) -> ask(requester, request, number);
        case Step.Revoke(IsdAs ia, long interfaceId) -> revoke(ia, interfaceId);
        case Step.TrustArrives() -> {
          surroundings.appendTrust(isd -> isd == world.untrusted);
          oracle.trustArrives();
        }
      }
      servers.forEach(ServerWorld::applyAll);
      return compare(number);
    }

    private void advance(long ms) {
      for (long left = ms; left > 0; ) {
        long toSecond = SECOND_MS - elapsedMs % SECOND_MS;
        long passing = Math.min(left, toSecond);
        surroundings.timers().runForMs(passing);
        oracle.advanceMs(passing);
        elapsedMs += passing;
        left -= passing;
        if (passing == toSecond) {
          oracle.second();
        }
      }
    }

    private void register(int replica, List<Claim> claims) {
      List<SegmentRecord> records = new ArrayList<>();
      List<SectionSix.Typed> segments = new ArrayList<>();
      for (Claim claim : claims) {
        PathSegment segment = make(claim);
        records.add(SegmentRecord.of(claim.type(), segment));
        segments.add(new SectionSix.Typed(claim.type(), segment));
      }
      oracle.register(replica, segments);
      servers
          .get(replica)
          .receiveOnly(
              ServerWorld.registration(records.toArray(SegmentRecord[]::new)), ServerWorld.HOST);
      servers.get(replica).applyAll();
    }

    private PathSegment make(Claim claim) {
      return MADE.computeIfAbsent(
          new Made(world.network, claim),
          made ->
              world
                  .network
                  .segments()
                  .along(claim.route())
                  .timestampS(claim.timestampS())
                  .expTime(claim.expTime())
                  .make());
    }

    private void ask(int requester, SegmentRequest request, int number) {
      int replica = requester % world.replicas;
      Requester from = from(request.src(), requester);
      oracle.request(new SectionSix.Asked(replica, request, from, number + 1));
      ServerWorld server = servers.get(replica);
      server
          .core
          .pathServer()
          .received(new ControlPayload(request, number + 1), from, server.replies());
    }

    private static Requester from(IsdAs ia, int requester) {
      return new Requester(ia, new HostAddress.Ipv4(0x7f000001), 40_000 + requester);
    }

    private void revoke(IsdAs ia, long interfaceId) {
      Revocation revocation =
          world.network.revocations().revoke(ia, interfaceId, surroundings.clock().wallMs());
      if (oracle.revoke(revocation)) {
        servers.getFirst().receiveOnly(new RevocationNotice(revocation), from(world.local, 0));
      }
    }

    private Optional<String> compare(int number) {
      List<SectionSix.Sent> expected = oracle.sent();
      List<SectionSix.Sent> actual = new ArrayList<>();
      servers.forEach(server -> actual.addAll(sent(server)));
      int pending = servers.stream().mapToInt(s -> s.core.requests().pending()).sum();
      int waiting = servers.stream().mapToInt(s -> s.core.requests().waiting()).sum();
      String what = "";
      if (!sorted(expected).equals(sorted(actual))) {
        what = "\nexpected " + text(expected) + "\nsent     " + text(actual);
      }
      if (pending != oracle.pending()) {
        what += "\npending " + pending + " and not " + oracle.pending();
      }
      if (waiting != oracle.waiting()) {
        what += "\nwaiting " + waiting + " and not " + oracle.waiting();
      }
      if (!surroundings.faults().faults().isEmpty()) {
        what += "\nfaults " + surroundings.faults().faults();
      }
      return what.isEmpty() ? Optional.empty() : Optional.of("at step " + number + what);
    }

    private static Map<SectionSix.Sent, Long> sorted(List<SectionSix.Sent> sent) {
      return sent.stream().collect(Collectors.groupingBy(one -> one, Collectors.counting()));
    }

    private static List<String> text(List<SectionSix.Sent> sent) {
      return sent.stream().map(SectionSix.Sent::toString).sorted().toList();
    }

    private static List<SectionSix.Sent> sent(ServerWorld server) {
      List<SectionSix.Sent> sent = new ArrayList<>();
      for (ControlPayload payload : server.sent) {
        SegmentReply reply = (SegmentReply) payload.message();
        sent.add(
            new SectionSix.Sent.Reply(
                payload.requestId(),
                reply.request(),
                reply.records().records().stream()
                    .map(
                        record ->
                            new SectionSix.Typed(
                                record.type().orElseThrow(), record.segment().orElseThrow()))
                    .collect(Collectors.toSet()),
                new HashSet<>(
                    reply.records().revocations().stream().map(Decoded::orElseThrow).toList())));
      }
      server.sent.clear();
      for (ServerWorld.Sent out : server.sentOut) {
        if (out.payload().message() instanceof SegmentRequest request
            && out.to() instanceof Destination.PathService(PathSegment over)) {
          sent.add(new SectionSix.Sent.Forward(request, over.id()));
        }
      }
      server.sentOut.clear();
      return sent;
    }

    @Override
    public void close() {
      servers.forEach(ServerWorld::close);
    }
  }
}

package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.waymark.faults.Promise;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Requester;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.token.WriteResult;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/**
 * The hosts of a simulated AS: beacon servers that register segments, border routers that revoke
 * interfaces, and hosts that request segments. Every answer that they receive is checked at once.
 */
final class ClientLoad {
  private static final HostAddress HOST = new HostAddress.Ipv4(0x7f000001);
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 40_000;
  private static final int MOST_AGE_S = 20;

  /** The lifetimes of segments, in steps of 337.5 s. Some of them expire within a run. */
  private static final int[] EXP_TIMES = {0, 0, 0, 1, 2, 64, 255};

  /**
   * The maximum time by which the timestamps of segments are back-dated so that they expire during
   * the run.
   */
  private static final int NEARLY_ENDED_S = 330;

  private final ReplicaGroup group;
  private final LogModel model;
  private final Acknowledgements acknowledged;
  private final WriteListener written;
  private final BrokenPromises broken;
  private final RunJournal journal;
  private final Random random;
  private final List<SmallNetwork.TypedRoute> routes;
  private final List<NetworkTopology.Interface> revocable;
  private final SegmentCodec codec = new SegmentCodec(DecoderLimits.DEFAULT);

  /** The segments registered so far; some of them are registered again later. */
  private final List<SegmentRecord> made = new ArrayList<>();

  /** The bytes of all validly signed segments that were registered with some replica. */
  private final Set<ByteString> valid = new HashSet<>();

  /** The event ids of these segments. */
  private final Set<ByteString> validIds = new HashSet<>();

  private long requestId = 1;

  /** Receives the result of each registration of a validly signed segment. */
  interface WriteListener {
    void wrote(SegmentRecord record, WriteResult<List<Outcome>> result, ReplicaProcess by);
  }

  ClientLoad(
      ReplicaGroup group,
      LogModel model,
      Acknowledgements acknowledged,
      WriteListener written,
      BrokenPromises broken,
      RunJournal journal) {
    this.group = group;
    this.model = model;
    this.acknowledged = acknowledged;
    this.written = written;
    this.broken = broken;
    this.journal = journal;
    random = group.random();
    routes = group.network().routes(group.local());
    revocable = group.network().revocable();
  }

  /** Sends a random message to random replicas. */
  void act() {
    switch (random.nextInt(10)) {
      case 0 -> revoke();
      case 1 -> registerForged();
      case 2, 3, 4 -> request();
      default -> register();
    }
  }

  private void register() {
    boolean again = !made.isEmpty() && random.nextInt(5) == 0;
    SegmentRecord record = again ? made.get(random.nextInt(made.size())) : makeSegment();
    if (!again) {
      made.add(record);
    }
    for (ReplicaProcess process : someProcesses()) {
      register(record, process);
    }
  }

  private SegmentRecord makeSegment() {
    SmallNetwork.TypedRoute route = routes.get(random.nextInt(routes.size()));
    int expTime = EXP_TIMES[random.nextInt(EXP_TIMES.length)];
    int ageS = random.nextInt(expTime == 0 ? NEARLY_ENDED_S : MOST_AGE_S);
    return makeSegment(route, expTime, ageS);
  }

  private SegmentRecord makeSegment(SmallNetwork.TypedRoute route, int expTime, int ageS) {
    return SegmentRecord.of(route.type(), draft(route, expTime, ageS).make());
  }

  private SegmentDraft draft(SmallNetwork.TypedRoute route, int expTime, int ageS) {
    return group
        .network()
        .network()
        .segments()
        .along(route.route())
        .timestampS(Math.max(SmallNetwork.START_MS, group.clock().wallMs()) / 1_000 - ageS)
        .expTime(expTime);
  }

  /**
   * Registers a segment that is never revoked with a replica.
   *
   * @return the segment
   */
  SegmentRecord registerLasting(ReplicaProcess process) {
    List<SmallNetwork.TypedRoute> spare =
        routes.stream().filter(SmallNetwork.TypedRoute::isSpare).toList();
    SegmentRecord record =
        makeSegment(spare.get(random.nextInt(spare.size())), EXP_TIMES[EXP_TIMES.length - 1], 0);
    register(record, process);
    return record;
  }

  private void register(SegmentRecord record, ReplicaProcess process) {
    PathSegment segment = record.segment().orElseThrow();
    valid.add(segment.bytes());
    validIds.add(segment.eventId(record.type().orElseThrow()));
    journal.happened("registrations", segment.eventId(record.type().orElseThrow()) + " " + process);
    long startMs = group.clock().wallMs();
    acknowledged.registering(record, process);
    process.register(
        record,
        origin("register"),
        result -> {
          Outcome outcome = result.outcome().getFirst();
          journal.happened("registered-" + outcome.label(), process + " " + outcome);
          acknowledged.registered(record, outcome, process, startMs);
          written.wrote(record, result, process);
        });
  }

  /**
   * Registers a segment with a wrong signature, which must never be stored. If its signed content
   * is stored already, a replica may recognize it before it verifies the signature.
   */
  private void registerForged() {
    SmallNetwork.TypedRoute route = routes.get(random.nextInt(routes.size()));
    SegmentDraft draft = draft(route, 64, 0).brokenSignature(route.route().size() - 1);
    Decoded<PathSegment> forged = codec.ofFields(draft.fields());
    SegmentRecord record = SegmentRecord.of(route.type(), forged.orElseThrow());
    boolean isCopy = validIds.contains(forged.orElseThrow().eventId(route.type()));
    for (ReplicaProcess process : someProcesses()) {
      process.register(
          record,
          origin("register"),
          result -> {
            Outcome outcome = result.outcome().getFirst();
            journal.happened("forged-" + outcome.label(), process + " " + outcome);
            broken.check(
                outcome instanceof Outcome.Refused
                    || outcome instanceof Outcome.Parked
                    || isCopy && outcome instanceof Outcome.Known,
                Promise.NOTHING_INVENTED_IS_SERVED,
                process + " accepted a segment with a wrong signature: " + outcome);
          });
    }
  }

  private void revoke() {
    NetworkTopology.Interface one = revocable.get(random.nextInt(revocable.size()));
    IsdAs ia = ownerOf(one);
    Revocation revocation =
        group.network().network().revocations().revoke(ia, one.id(), group.clock().wallMs());
    acknowledged.revoking(revocation, group.clock().wallMs());
    for (ReplicaProcess process : someProcesses()) {
      journal.happened("revocations", ia + "#" + one.id() + " " + process);
      process.revoke(
          revocation,
          origin("revoke"),
          outcome -> {
            journal.happened("revoked-" + outcome.label(), process + " " + outcome);
            acknowledged.revoked(revocation, outcome, process);
          });
    }
  }

  private IsdAs ownerOf(NetworkTopology.Interface one) {
    return group.network().ases().stream()
        .filter(ia -> group.network().network().topology().as(ia).interfaces().get(one.id()) == one)
        .findFirst()
        .orElseThrow();
  }

  private void request() {
    List<IsdAs> ases = new ArrayList<>(group.network().ases());
    ases.remove(group.local());
    IsdAs dst = ases.get(random.nextInt(ases.size()));
    boolean cacheOnly = random.nextBoolean();
    someProcesses().forEach(process -> request(dst, cacheOnly, process));
  }

  private void request(IsdAs dst, boolean cacheOnly, ReplicaProcess process) {
    journal.happened("requests", dst + " " + process);
    process.receive(
        new SegmentRequest(group.local(), dst, false, cacheOnly),
        requester(),
        requestId++,
        answer -> judge(answer, process));
  }

  private void judge(ControlPayload answer, ReplicaProcess process) {
    if (!(answer.message() instanceof SegmentReply reply) || !process.isAlive()) {
      return;
    }
    journal.happened("answers", process + " " + reply.records().records().size() + " segments");
    for (SegmentRecord record : reply.records().records()) {
      journal.count("served-segments");
      judge(record, process);
    }
  }

  private void judge(SegmentRecord record, ReplicaProcess process) {
    PathSegment segment = record.segment().orElseThrow();
    broken.check(
        valid.contains(segment.bytes()),
        Promise.NOTHING_INVENTED_IS_SERVED,
        process + " served a segment that nobody registered: " + segment);
    broken.check(
        segment.endMs() > process.nowMs(),
        Promise.SERVED_SEGMENTS_ARE_LIVE,
        process + " served a segment that had ended at its clock, " + process.nowMs());
    if (!process.followsPresentLog()) {
      return;
    }
    model.read();
    long applied = process.applied(Topic.EVENTS);
    broken.check(
        model.isStored(record.type().orElseThrow(), segment.bytes(), applied)
            || acknowledged.mayServe(segment.bytes(), process),
        Promise.SERVED_SEGMENTS_ARE_LIVE,
        "%s served %s, which is neither stored after %d records nor held nor being registered"
            .formatted(process, segment, applied));
  }

  /** {@return one to three different running processes; empty if no process is running} */
  private List<ReplicaProcess> someProcesses() {
    List<ReplicaProcess> running =
        new ArrayList<>(group.replicas().stream().flatMap(one -> one.process().stream()).toList());
    Collections.shuffle(running, random);
    int most = random.nextInt(4) == 0 ? 3 : 1;
    return running.subList(0, Math.min(most, running.size()));
  }

  private MessageOrigin origin(String kind) {
    return new MessageOrigin(requester(), requestId++, kind);
  }

  private Requester requester() {
    return new Requester(group.local(), HOST, FIRST_PORT + (int) (requestId % PORTS));
  }
}

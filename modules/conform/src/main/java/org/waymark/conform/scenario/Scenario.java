package org.waymark.conform.scenario;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.Expiry;
import org.waymark.store.row.Row;
import org.waymark.trust.Ed25519;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Replays a recorded scenario against a whole server, which receives and sends packets. The log is
 * in memory, and the clock shows the time of the recording.
 *
 * <p>Data that the original server read from the shared cache arrives here through another replica:
 * a second server on the same log, which receives the data and appends or rejects it. Messages that
 * the second server sends are ignored.
 */
public final class Scenario implements AutoCloseable {
  private static final long MS_PER_S = 1_000;

  private final ScenarioServer server;
  private final ScenarioPools pools;
  private final ScenarioPackets packets;
  private final SentContent contents;
  private final Ed25519 ed25519;
  private final VirtualClock clock;
  private final long startMs;
  private final InMemoryEventLog log;
  private final ScenarioReplica replica;
  private final Map<Asked, Long> asked = new HashMap<>();
  private Optional<ScenarioReplica> other = Optional.empty();

  /**
   * A request and its requester. If the requester has repeated the request, the request id is the
   * id of the last repetition.
   */
  private record Asked(String requester, SegmentRequest request) {}

  /**
   * @param network the network whose TRCs and chains the server trusts
   * @param startS the start time, in Unix seconds
   */
  public Scenario(
      ScenarioServer server,
      ScenarioPools pools,
      VectorCase network,
      Ed25519 ed25519,
      long startS) {
    this.server = server;
    this.pools = pools;
    this.ed25519 = ed25519;
    packets = new ScenarioPackets(server, pools);
    contents = new SentContent(pools);
    startMs = startS * MS_PER_S;
    clock = new VirtualClock(startMs);
    log = new InMemoryEventLog("conform", clock);
    for (VectorCase trc : network.parts("trcs")) {
      appendTrust(TrustKind.ANCHOR, trc.text("trcJson"));
    }
    for (VectorCase as : TrustNetworks.ases(network).values()) {
      appendTrust(TrustKind.CHAIN, as.text("chainJson"));
    }
    if (!server.master()) {
      // Another replica holds the lease during the whole scenario.
      log.lease().compete();
    }
    replica = new ScenarioReplica(server, log, ed25519, clock);
  }

  private void appendTrust(TrustKind kind, String json) {
    EventBody body =
        new EventBody.TrustEvent(kind, ByteString.owning(json.getBytes(StandardCharsets.UTF_8)));
    log.append(
        Topic.TRUST,
        new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("conform", body))));
  }

  /**
   * Replays the next step.
   *
   * @return its result
   */
  public StepResult play(VectorCase step) {
    advance(step);
    if (step.text("do").equals("request")) {
      VectorCase from = step.part("from");
      String requester =
          SentMessage.requesterText(from.text("ia"), from.text("host"), from.smallNumber("port"));
      asked.put(new Asked(requester, ScenarioPackets.request(step)), step.number("reqId"));
    }
    long waitingBefore = total(replica.waiting());
    switch (step.text("do")) {
      case "worker" -> replica.timers().runCycle();
      case "timer" -> replica.timers().runDue();
      case "newMaster" -> {
        // Nothing has to be done, because all replicas read the log.
      }
      case "sharedCache" -> fromOther(step);
      case "revoke" -> {
        if (step.text("how").equals("sharedCache")) {
          fromOther(step);
        } else {
          replica.receive(packets.packet(step), packets.underlay(step));
        }
      }
      default -> replica.receive(packets.packet(step), packets.underlay(step));
    }
    work();
    return result(step, waitingBefore);
  }

  private void advance(VectorCase step) {
    if (step.has("at")) {
      long atMs = startMs + step.timeMs("at");
      if (atMs < clock.wallMs()) {
        throw new UnreadableException("time runs backwards in the step at " + step.node("at"));
      }
      clock.advanceMs(atMs - clock.wallMs());
    }
  }

  private void fromOther(VectorCase step) {
    ScenarioReplica second =
        other.orElseGet(() -> new ScenarioReplica(server.other(), log, ed25519, clock));
    other = Optional.of(second);
    second.receive(packets.packet(packets.message(step)), server.address());
  }

  private void work() {
    boolean any = true;
    while (any) {
      any = replica.work();
      if (other.isPresent()) {
        any |= other.get().work();
      }
    }
  }

  private StepResult result(VectorCase step, long waitingBefore) {
    boolean request = step.text("do").equals("request");
    List<SentMessage> sent = new ArrayList<>();
    for (RecordedDatagrams.Sent datagram : replica.takeSent()) {
      sent.add(SentMessage.of(datagram, this::isOfRequest, contents));
    }
    SortedSet<String> outcome = new TreeSet<>();
    if (request) {
      if (sent.stream().anyMatch(one -> one.message().equals("segReply"))) {
        outcome.add(StepResult.REPLY);
      }
      if (sent.stream().anyMatch(one -> one.message().equals("segReq"))) {
        outcome.add(StepResult.FORWARDED);
      }
      if (replica.isPending(step.number("reqId"))) {
        outcome.add(StepResult.PENDING);
      }
      if (total(replica.waiting()) > waitingBefore) {
        outcome.add(StepResult.WAITING);
      }
      if (outcome.isEmpty()) {
        outcome.add(StepResult.DROPPED);
      }
    }
    return new StepResult(sent, outcome, stored(), replica.pending(), replica.waiting());
  }

  private boolean isOfRequest(String to, Message message, long requestId) {
    return message instanceof SegmentReply reply
        ? Optional.of(requestId)
            .equals(Optional.ofNullable(asked.get(new Asked(to, reply.request()))))
        : requestId == ScenarioPackets.REQUEST_ID;
  }

  private static long total(SortedMap<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private SortedMap<String, SortedSet<String>> stored() {
    SortedMap<String, SortedSet<String>> stored = new TreeMap<>();
    for (Row.Segment row : replica.segments()) {
      if (Expiry.endMs(row.expiryS()) > clock.wallMs()) {
        stored
            .computeIfAbsent(ScenarioPools.textOf(row.key().type()), type -> new TreeSet<>())
            .add(pools.nameOf(row));
      }
    }
    return stored;
  }

  /** {@return the time of the last step, in Unix milliseconds} */
  public long clockMs() {
    return clock.wallMs();
  }

  @Override
  public void close() {
    replica.close();
    other.ifPresent(ScenarioReplica::close);
  }
}

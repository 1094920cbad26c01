package org.waymark.server.cluster;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * A host of an AS: a beacon server that registers segments, a border router that sends revocations,
 * or a host that requests paths. It communicates over the network of the cluster.
 */
final class ClusterHost {
  private static final int RETRY_MS = 1_000;

  private final Cluster cluster;
  private final ClusterAs as;
  private final DatagramEndpoint endpoint;
  private final List<ControlPayload> received = new ArrayList<>();
  private long requestId = 1;

  /** A request that is repeated every second until it is answered. */
  final class Asked {
    private final SegmentRequest request;
    private final long id = requestId++;
    private final long sinceMs = cluster.nowMs();
    private int repetitions;

    private Asked(SegmentRequest request) {
      this.request = request;
    }

    private void send() {
      if (answers().isEmpty()) {
        transmit(new ControlPayload(request, id), as.serviceAddress());
        repetitions++;
        cluster.timers.after(RETRY_MS, this::send);
      }
    }

    /** {@return the answers that have arrived} */
    List<SegmentReply> answers() {
      return received.stream()
          .filter(payload -> payload.requestId() == id)
          .map(payload -> (SegmentReply) payload.message())
          .toList();
    }

    /** {@return the segments of the first answer} */
    List<PathSegment> segments() {
      return Cluster.segments(answers().getFirst());
    }

    /** {@return whether any segment of the first answer ends at the requested destination} */
    boolean leads() {
      return segments().stream().anyMatch(segment -> segment.lastIa().equals(request.dst()));
    }

    @Override
    public String toString() {
      return "%s asks for %s since %d ms, %d times, %d answers"
          .formatted(as.ia(), request.dst(), sinceMs, repetitions, answers().size());
    }
  }

  ClusterHost(Cluster cluster, ClusterAs as, InetSocketAddress address) {
    this.cluster = cluster;
    this.as = as;
    this.endpoint = cluster.open(as.ia(), address, this::received);
  }

  private void received(ByteBuffer datagram, InetSocketAddress from) {
    received.add(cluster.codec.decodeFramed(datagram).orElseThrow());
  }

  /** Sends a message to the path service of the host's AS. */
  void send(Message message) {
    transmit(new ControlPayload(message, requestId++), as.serviceAddress());
  }

  /** Sends a message to one replica in the host's AS. */
  void send(Message message, ClusterReplica to) {
    transmit(new ControlPayload(message, requestId++), to.address());
  }

  /** Sends the message of a border router that received a packet for a revoked interface. */
  void scmp(Message revocation) {
    transmit(new ControlPayload(revocation, requestId++), as.scmpAddress());
  }

  private void transmit(ControlPayload payload, InetSocketAddress to) {
    cluster.send(endpoint, payload, to);
  }

  /** Runs the task now and then periodically. */
  Cancellable every(int seconds, Runnable what) {
    what.run();
    return cluster.timers.every(seconds * 1_000L, what);
  }

  /** Registers a segment. */
  void register(SegmentRecord record) {
    send(registration(record));
  }

  /** Revokes an interface twice in every epoch, for as long as it is down. */
  Cancellable keepRevoking(Supplier<Revocation> down, RevocationWay way) {
    return every(5, () -> way.send(this, down.get()));
  }

  static SegmentRegistration registration(SegmentRecord record) {
    return new SegmentRegistration(SegmentRecords.of(List.of(record), List.of()));
  }

  /** Requests segments until there is an answer. */
  Asked ask(String dst) {
    Asked asked = new Asked(new SegmentRequest(as.ia(), IsdAs.parse(dst), false, false));
    asked.send();
    return asked;
  }
}

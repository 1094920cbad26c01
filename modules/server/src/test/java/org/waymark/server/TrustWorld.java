package org.waymark.server;

import java.util.ArrayList;
import java.util.List;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/** Two replicas of AS 1-14 over one log, and the senders of their messages. */
final class TrustWorld implements AutoCloseable {
  final ServerWorld.Surroundings surroundings;
  final ServerWorld a;
  final ServerWorld b;
  private long requestId = 1_000;

  /** A host with an address that collects the messages sent to it. */
  static final class Peer implements Replies {
    final Requester address;
    final List<ControlPayload> got = new ArrayList<>();
    int maxPayloadBytes = 65_000;

    Peer(String ia, int host) {
      address = new Requester(IsdAs.parse(ia), new HostAddress.Ipv4(host), 30_255);
    }

    @Override
    public int maxPayloadBytes() {
      return maxPayloadBytes;
    }

    @Override
    public void send(ControlPayload payload) {
      got.add(payload);
    }

    /** {@return the messages since the last call} */
    List<Message> messages() {
      List<Message> messages = got.stream().map(ControlPayload::message).toList();
      got.clear();
      return messages;
    }
  }

  TrustWorld() {
    this(ServerLimits.DEFAULT);
  }

  TrustWorld(ServerLimits limits) {
    this(ServerWorld.Surroundings.twoIsds(), limits);
  }

  TrustWorld(ServerWorld.Surroundings surroundings, ServerLimits limits) {
    this.surroundings = surroundings;
    a = new ServerWorld(surroundings, "ps-a", ServerWorld.LOCAL, 0, 5, limits).ready();
    b = new ServerWorld(surroundings, "ps-b", ServerWorld.LOCAL, 0, 5, limits).ready();
  }

  /** Delivers a message to a replica. Both replicas apply what was appended. */
  void send(ServerWorld to, Peer from, Message message) {
    to.core.pathServer().received(new ControlPayload(message, requestId++), from.address, from);
    applyAll();
  }

  void applyAll() {
    while (a.core.follower().applyAvailable() | b.core.follower().applyAvailable()) {
      // Applying a record may cause a replica to append another one.
    }
  }

  void register(ServerWorld at, Peer from, SegmentType type, CapnpSegment segment) {
    send(at, from, ServerWorld.registration(SegmentRecord.of(type, segment)));
  }

  void trc(ServerWorld to, Peer from, Trc trc) {
    send(to, from, new TrcReply(Lz4Text.pack(trc.json())));
  }

  void chain(ServerWorld to, Peer from, CertificateChain chain) {
    send(to, from, new CertChainReply(Lz4Text.pack(chain.json())));
  }

  void text(ServerWorld to, Peer from, ByteString trcText) {
    send(to, from, new TrcReply(Lz4Text.pack(trcText)));
  }

  /** Lets time pass for both replicas, which apply what was appended. */
  void runForMs(long ms) {
    surroundings.timers().runForMs(ms);
    applyAll();
  }

  /** {@return the number of trust records in the log} */
  long trustRecords() {
    return surroundings.log().end(Topic.TRUST).nextOffset();
  }

  static long received(ServerWorld at, String kind, String outcome, String reason) {
    return (long)
        at.registry
            .counter("waymark.trust.received", "kind", kind, "outcome", outcome, "reason", reason)
            .count();
  }

  static long count(ServerWorld at, String name, String... tags) {
    return (long) at.registry.counter(name, tags).count();
  }

  @Override
  public void close() {
    a.close();
    b.close();
  }
}

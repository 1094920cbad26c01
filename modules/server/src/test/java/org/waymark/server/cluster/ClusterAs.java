package org.waymark.server.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.waymark.log.Entry;
import org.waymark.log.InMemoryEventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.store.ReadView;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.trust.Trc;

/** One AS of a cluster: its log, its replicas, and the address of its path service. */
public final class ClusterAs {
  private static final int SERVICE_HOST = 1;
  private static final int FIRST_REPLICA_HOST = 10;

  private final Cluster cluster;
  private final IsdAs ia;
  private final int number;
  private final List<ClusterReplica> replicas = new ArrayList<>();
  private InMemoryEventLog log;
  private int logs;

  ClusterAs(Cluster cluster, IsdAs ia, int number) {
    this.cluster = cluster;
    this.ia = ia;
    this.number = number;
    makeLog();
    cluster.open(ia, serviceAddress(), this::toSomeReplica);
  }

  private void makeLog() {
    log = new InMemoryEventLog(ia + "-" + ++logs, cluster.clock);
    append(TrustKind.ANCHOR, cluster.trc().json());
    cluster.network.trust().chains().forEach(chain -> append(TrustKind.CHAIN, chain.json()));
  }

  private void append(TrustKind kind, ByteString json) {
    EventBody body = new EventBody.TrustEvent(kind, json);
    log.append(
        Topic.TRUST,
        new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("operator", body))));
  }

  /** A TRC update arrives, and the chains that were refused without it once more. */
  void trust(Trc update) {
    append(TrustKind.TRC, update.json());
    cluster.network.trust().chains().forEach(chain -> append(TrustKind.CHAIN, chain.json()));
  }

  InetSocketAddress serviceAddress() {
    return address(SERVICE_HOST);
  }

  private InetSocketAddress address(int host) {
    try {
      byte[] bytes = {10, 0, (byte) number, (byte) host};
      return new InetSocketAddress(InetAddress.getByAddress(bytes), Cluster.PORT);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void toSomeReplica(ByteBuffer payload, InetSocketAddress from) {
    List<ClusterReplica> live = live();
    if (!live.isEmpty()) {
      live.get(cluster.random.nextInt(live.size())).received(payload, from);
    }
  }

  /** {@return the ISD-AS} */
  public IsdAs ia() {
    return ia;
  }

  /** {@return the log} */
  public InMemoryEventLog log() {
    return log;
  }

  /** Starts another replica, with an empty store; {@return it} */
  public ClusterReplica start() {
    int host = FIRST_REPLICA_HOST + replicas.size();
    ClusterReplica started =
        new ClusterReplica(cluster, ia, "ps" + ia + "-" + replicas.size(), log, address(host));
    replicas.add(started);
    return started;
  }

  /** Loses everything: the log and all replicas, of which as many are started anew. */
  public void beginAnew() {
    List<ClusterReplica> lost = live();
    lost.forEach(ClusterReplica::close);
    makeLog();
    lost.forEach(one -> start());
  }

  /** {@return the replicas that live, the longest started first} */
  public List<ClusterReplica> live() {
    return replicas.stream().filter(ClusterReplica::lives).toList();
  }

  /** {@return a replica that lives and holds the lease} */
  public ClusterReplica holder() {
    return live().stream().filter(ClusterReplica::holdsLease).findFirst().orElseThrow();
  }

  /** Registers a segment, from inside the AS. */
  public void register(SegmentType type, PathSegment segment) {
    live()
        .getFirst()
        .receive(
            new SegmentRegistration(
                SegmentRecords.of(List.of(SegmentRecord.of(type, segment)), List.of())));
  }

  /** {@return how many segments were appended to the log, be it the same ones} */
  public int segmentRecords() {
    Position start = log.identity().at(Topic.EVENTS, log.start(Topic.EVENTS));
    int segments = 0;
    try (Tail tail = log.tail(Topic.EVENTS, start)) {
      List<LogRecord> records = tail.poll(Duration.ZERO);
      while (!records.isEmpty()) {
        segments +=
            (int) records.stream().filter(one -> one.key().size() == SegmentId.SIZE).count();
        records = tail.poll(Duration.ZERO);
      }
    }
    return segments;
  }

  /** {@return what the replica that lives longest holds, to be closed} */
  public ReadView view() {
    return live().getFirst().store().view();
  }

  void close() {
    live().forEach(ClusterReplica::close);
  }
}

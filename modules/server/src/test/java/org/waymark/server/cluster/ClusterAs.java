package org.waymark.server.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.waymark.log.Entry;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;
import org.waymark.store.Store;
import org.waymark.store.view.ReadView;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** One AS of a cluster: its log, its replicas, and the address of its path service. */
public final class ClusterAs {
  private static final int SERVICE_HOST = 1;
  private static final int FIRST_REPLICA_HOST = 10;
  private static final int FIRST_HOST = 100;
  private static final int SCMP_PORT = 30_041;

  private static final EventCodec EVENTS =
      new EventCodec(DecoderLimits.DEFAULT, Cluster.NEXT_SCHEMA);
  private static final RevocationCodec REVOCATIONS = new RevocationCodec(DecoderLimits.DEFAULT);

  private final Cluster cluster;
  private final IsdAs ia;
  private final int number;
  private final Predicate<CertificateChain> knownChains;
  private final List<ClusterReplica> replicas = new ArrayList<>();

  /** The revocations that were in the log before each loss of records. */
  private final List<SortedMap<Long, Revocation>> former = new ArrayList<>();

  private InMemoryEventLog log;
  private int logs;
  private int hosts;

  ClusterAs(Cluster cluster, IsdAs ia, int number, Predicate<CertificateChain> knownChains) {
    this.cluster = cluster;
    this.ia = ia;
    this.number = number;
    this.knownChains = knownChains;
    makeLog();
    cluster.open(
        ia,
        serviceAddress(),
        (datagram, from) -> someReplica().ifPresent(replica -> replica.received(datagram, from)));
    cluster.open(
        ia,
        scmpAddress(),
        (datagram, from) -> someReplica().ifPresent(replica -> replica.scmp(datagram, from)));
  }

  private void makeLog() {
    log = new InMemoryEventLog(ia + "-" + ++logs, cluster.clock);
    cluster.trcs().forEach(trc -> append(TrustKind.ANCHOR, trc.json()));
    appendChains();
  }

  private void appendChains() {
    cluster.network.trust().chains().stream()
        .filter(knownChains)
        .forEach(chain -> append(TrustKind.CHAIN, chain.json()));
  }

  private void append(TrustKind kind, ByteString json) {
    EventBody body = new EventBody.TrustEvent(kind, json);
    log.append(
        Topic.TRUST,
        new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("operator", body))));
  }

  /** Delivers a TRC update, followed by the chains that were refused without it. */
  void trust(Trc update) {
    append(TrustKind.TRC, update.json());
    appendChains();
  }

  InetSocketAddress serviceAddress() {
    return address(SERVICE_HOST);
  }

  InetSocketAddress scmpAddress() {
    return new InetSocketAddress(serviceAddress().getAddress(), SCMP_PORT);
  }

  private InetSocketAddress address(int host) {
    try {
      byte[] bytes = {10, 0, (byte) number, (byte) host};
      return new InetSocketAddress(InetAddress.getByAddress(bytes), Cluster.PORT);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<ClusterReplica> someReplica() {
    List<ClusterReplica> live = live();
    return live.isEmpty()
        ? Optional.empty()
        : Optional.of(live.get(cluster.random.nextInt(live.size())));
  }

  /** {@return the ISD-AS} */
  public IsdAs ia() {
    return ia;
  }

  /** {@return the log} */
  public InMemoryEventLog log() {
    return log;
  }

  /** Starts another replica, with an empty store. {@return the replica} */
  public ClusterReplica start() {
    return start(
        "ps" + ia + "-" + replicas.size(),
        Store.inMemory(cluster.applySettings(Event.NEWEST_SCHEMA)));
  }

  /** Starts a replica of the build that opened the store. {@return the replica} */
  ClusterReplica start(String id, Store store) {
    int host = FIRST_REPLICA_HOST + replicas.size();
    ClusterReplica started = new ClusterReplica(cluster, ia, id, log, address(host), store);
    replicas.add(started);
    return started;
  }

  /** Starts several replicas. {@return this} */
  ClusterAs start(int count) {
    for (int i = 0; i < count; i++) {
      start();
    }
    return this;
  }

  /** Creates a new host. {@return the host} */
  ClusterHost host() {
    return new ClusterHost(cluster, this, address(FIRST_HOST + hosts++));
  }

  /** Loses the log and all replicas, and starts the same number of new ones. */
  public void beginAnew() {
    List<ClusterReplica> lost = live();
    lost.forEach(ClusterReplica::close);
    loseRecords(this::makeLog);
    lost.forEach(one -> start());
  }

  /**
   * Makes the log lose records.
   *
   * @param how removes the records
   */
  void loseRecords(Runnable how) {
    former.add(revocations());
    how.run();
  }

  /** {@return how often the replicas, including dead ones, have rebuilt their stores} */
  int rebuilds() {
    return replicas.stream().mapToInt(ClusterReplica::rebuilds).sum();
  }

  /** {@return how often the log has lost records} */
  int history() {
    return former.size();
  }

  /** {@return the running replicas, oldest first} */
  public List<ClusterReplica> live() {
    return replicas.stream().filter(ClusterReplica::lives).toList();
  }

  /** {@return a running replica that holds the lease} */
  public ClusterReplica holder() {
    return live().stream().filter(ClusterReplica::holdsLease).findFirst().orElseThrow();
  }

  /** Registers a segment from inside the AS. */
  public void register(SegmentType type, PathSegment segment) {
    live()
        .getFirst()
        .receive(
            new SegmentRegistration(
                SegmentRecords.of(List.of(SegmentRecord.of(type, segment)), List.of())));
  }

  /** {@return the number of segments appended to the log, counting duplicates} */
  public int segmentRecords() {
    return (int)
        records(Topic.EVENTS).stream().filter(one -> one.key().size() == SegmentId.SIZE).count();
  }

  /** {@return the records of a topic} */
  List<LogRecord> records(Topic topic) {
    List<LogRecord> records = new ArrayList<>();
    try (Tail tail = log.tail(topic, log.identity().at(topic, log.start(topic)))) {
      List<LogRecord> some = tail.poll(Duration.ZERO);
      while (!some.isEmpty()) {
        records.addAll(some);
        some = tail.poll(Duration.ZERO);
      }
    }
    return records;
  }

  /** {@return the events of a topic, by offset} */
  SortedMap<Long, Event> events(Topic topic) {
    SortedMap<Long, Event> events = new TreeMap<>();
    records(topic)
        .forEach(one -> events.put(one.offset(), EVENTS.decode(one.value()).orElseThrow()));
    return events;
  }

  /** {@return the revocations in the log, by offset} */
  SortedMap<Long, Revocation> revocations() {
    SortedMap<Long, Revocation> revocations = new TreeMap<>();
    events(Topic.EVENTS)
        .forEach(
            (offset, event) -> {
              if (event.body() instanceof EventBody.RevocationEvent one) {
                revocations.put(
                    offset, REVOCATIONS.decode(one.format(), one.bytes()).orElseThrow());
              }
            });
    return revocations;
  }

  /** {@return the revocations in the log before each loss of records, and those in it now} */
  List<SortedMap<Long, Revocation>> revocationsByHistory() {
    List<SortedMap<Long, Revocation>> all = new ArrayList<>(former);
    all.add(revocations());
    return all;
  }

  /** {@return every record of the log, with its offset and time} */
  List<String> recordLines() {
    return Stream.of(Topic.values())
        .flatMap(topic -> records(topic).stream().map(one -> line(topic, one)))
        .toList();
  }

  private String line(Topic topic, LogRecord one) {
    return "%s %s %d %d %s %s"
        .formatted(
            ia,
            topic,
            one.offset(),
            one.recordTimeMs(),
            one.key(),
            Sha256.hash(ByteString.of(one.value())));
  }

  /** Opens a view of the store of the oldest replica. {@return the view, to be closed} */
  public ReadView view() {
    return live().getFirst().store().view();
  }

  void close() {
    live().forEach(ClusterReplica::close);
  }
}

package org.waymark.edge.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.udp.ScionUdp;
import org.waymark.log.LogState;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.TimeText;
import org.waymark.segment.IsdAs;
import org.waymark.server.ServerCore;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** Assembles the status of a replica. Safe for use by several threads, and never blocks. */
public final class StatusSource {
  private final ReplicaConfig config;
  private final ServingStore store;
  private final ServerCore core;
  private final ScionUdp transport;
  private final Supplier<LogState> log;
  private final ReplicaLag lag;
  private final Clock clock;

  public StatusSource(
      ReplicaConfig config,
      ServingStore store,
      ServerCore core,
      ScionUdp transport,
      Supplier<LogState> log,
      ReplicaLag lag,
      Clock clock) {
    this.config = config;
    this.store = store;
    this.core = core;
    this.transport = transport;
    this.log = log;
    this.lag = lag;
    this.clock = clock;
  }

  /**
   * Collects the current status of the replica.
   *
   * @return the status
   * @throws org.waymark.store.row.StoreException if the store cannot be read
   */
  public ReplicaStatus now() {
    Optional<String> trouble = log.get().trouble().map(Throwable::getMessage);
    try (ReadView view = store.view()) {
      Map<Topic, ReplicaStatus.Applied> topics = new EnumMap<>(Topic.class);
      for (Topic topic : ReplicaLag.TOPICS) {
        topics.put(
            topic,
            new ReplicaStatus.Applied(
                view.position(topic), lag.records(topic), view.digest(topic)));
      }
      return new ReplicaStatus(
          config.id(),
          config.ia().toString(),
          clock.wallMs(),
          SocketAddresses.text(transport.address()),
          core.readiness().state(),
          notReady(trouble),
          trouble,
          core.leaseTasks().holds(),
          topics,
          lag.seconds(),
          view.lastTickMs(),
          view.digest(Topic.EVENTS).applyVersion(),
          core.reports().others(),
          core.reports().writerSchema(),
          view.rowCounts(),
          trust(view),
          ReplicaStatus.Memory.now());
    }
  }

  private Optional<String> notReady(Optional<String> logTrouble) {
    Readiness readiness = core.readiness();
    Readiness.State state = readiness.state();
    if (state == Readiness.State.READY) {
      return transport.isReceiving()
          ? Optional.empty()
          : Optional.of("not receiving packets: the dispatcher does not answer");
    }
    return Optional.of(
        switch (state) {
          case STARTING -> "the log has not been read yet";
          case CATCHING_UP ->
              readiness.lacksOnlyTick()
                  ? "the log has been replayed; the store will be complete once a tick for "
                      + TimeText.instant(store.completeFromMs() / 1_000)
                      + " or later is applied"
                  : "the log is being replayed";
          case STALE ->
              readiness.logTrouble().or(() -> logTrouble).orElse("the log cannot be reached");
          case DIVERGED -> readiness.divergence();
          case READY -> "";
        });
  }

  private List<ReplicaStatus.Trust> trust(ReadView view) {
    SortedSet<Integer> isds = new TreeSet<>();
    for (Row row : view.rows(Topic.TRUST)) {
      if (row instanceof Row.Trust one && one.kind() == TrustKind.TRC) {
        isds.add(one.subject().isd());
      }
    }
    TrustMaterial material = view.trust();
    List<ReplicaStatus.Trust> trust = new ArrayList<>();
    isds.forEach(isd -> material.newestTrc(isd).map(StatusSource::of).ifPresent(trust::add));
    material.newestChain(config.ia()).map(StatusSource::of).ifPresent(trust::add);
    return trust;
  }

  private static ReplicaStatus.Trust of(Trc trc) {
    return new ReplicaStatus.Trust(
        new TrustVersion(TrustKind.TRC, IsdAs.of(trc.isd(), 0), trc.version()),
        trc.expirationTimeS());
  }

  private static ReplicaStatus.Trust of(CertificateChain chain) {
    return new ReplicaStatus.Trust(
        new TrustVersion(TrustKind.CHAIN, chain.subject(), chain.version()),
        chain.leaf().expirationTimeS());
  }
}

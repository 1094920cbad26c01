package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.log.Entry;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * The network that contains the AS under test. All runs of a suite share it, because creating its
 * keys and trust material takes longer than a run.
 */
public final class SmallNetwork {
  /** The time at which the trust material becomes valid; runs begin up to two hours later. */
  public static final long START_MS = 1_520_000_003_000L;

  /** A core AS, which stores DOWN and CORE segments. */
  public static final IsdAs CORE = IsdAs.parse("1-11");

  /** A non-core AS, which stores UP segments. */
  public static final IsdAs LEAF = IsdAs.parse("1-13");

  /** The lowest interface number of the links that are never revoked. */
  private static final long FIRST_SPARE = 21;

  private static final int MOST_ASES = 3;

  private static final NetworkTopology TOPOLOGY =
      NetworkTopology.describe()
          .core("1-11")
          .core("1-12")
          .core("2-21")
          .as("1-13")
          .as("1-14")
          .coreLink("1-11#1", "1-12#1")
          .coreLink("1-11#2", "2-21#1")
          .coreLink("1-12#2", "2-21#2")
          .childLink("1-11#11", "1-13#1")
          .childLink("1-11#12", "1-13#2")
          .childLink("1-12#11", "1-13#3")
          .childLink("1-11#13", "1-14#1")
          .childLink("1-13#4", "1-14#2")
          .childLink("1-11#21", "1-13#21")
          .childLink("1-11#22", "1-14#22")
          .treeTtlS(3_600)
          .build();

  private final Network network = Network.of(TOPOLOGY, 7, new VirtualClock(START_MS));

  private final Map<IsdAs, List<Entry>> trust = new ConcurrentHashMap<>();

  /** A route, and the type under which its segments are registered. */
  public record TypedRoute(SegmentType type, Route route) {
    /** {@return whether the route uses a link that is never revoked} */
    public boolean isSpare() {
      return route.steps().stream().anyMatch(step -> step.egress() >= FIRST_SPARE);
    }
  }

  /** {@return the network that creates segments and revocations} */
  public Network network() {
    return network;
  }

  /** {@return the settings with which every replica applies records} */
  public ApplySettings applySettings() {
    return new ApplySettings(
        ApplySettings.DEFAULT.aheadMs(),
        TOPOLOGY.treeTtls(),
        DecoderLimits.DEFAULT,
        Event.NEWEST_SCHEMA);
  }

  /** {@return every route whose segments an AS stores} */
  public List<TypedRoute> routes(IsdAs local) {
    if (!TOPOLOGY.isCore(local)) {
      return routes(SegmentType.UP).filter(one -> one.route().last().equals(local)).toList();
    }
    return Stream.concat(
            routes(SegmentType.DOWN),
            routes(SegmentType.CORE).filter(one -> one.route().last().equals(local)))
        .toList();
  }

  private static Stream<TypedRoute> routes(SegmentType type) {
    return TOPOLOGY.routes(type, MOST_ASES).map(route -> new TypedRoute(type, route));
  }

  /** {@return the interfaces that may be revoked} */
  public List<NetworkTopology.Interface> revocable() {
    return TOPOLOGY.ases().values().stream()
        .flatMap(as -> as.interfaces().values().stream())
        .filter(one -> one.id() < FIRST_SPARE)
        .toList();
  }

  /** {@return every AS} */
  public List<IsdAs> ases() {
    return List.copyOf(TOPOLOGY.ases().keySet());
  }

  /**
   * {@return the entries of a new {@code .trust} topic: the owner of the log, and all TRCs and
   * chains}
   */
  public List<Entry> trust(IsdAs owner) {
    return trust.computeIfAbsent(owner, this::makeTrust);
  }

  private List<Entry> makeTrust(IsdAs owner) {
    List<Entry> entries = new ArrayList<>();
    entries.add(entry(RecordKeys.logOwner(owner), new EventBody.LogOwner(owner)));
    for (Trc trc : network.trust().trcs()) {
      entries.add(
          entry(
              RecordKeys.trust(TrustKind.ANCHOR, IsdAs.of(trc.isd(), 0), trc.version()),
              new EventBody.TrustEvent(TrustKind.ANCHOR, trc.json())));
    }
    for (CertificateChain chain : network.trust().chains()) {
      entries.add(
          entry(
              RecordKeys.trust(TrustKind.CHAIN, chain.subject(), chain.version()),
              new EventBody.TrustEvent(TrustKind.CHAIN, chain.json())));
    }
    return List.copyOf(entries);
  }

  private static Entry entry(org.waymark.segment.ByteString key, EventBody body) {
    return new Entry(key, body.kind(), EventCodec.encode(Event.own("operator", body)));
  }
}

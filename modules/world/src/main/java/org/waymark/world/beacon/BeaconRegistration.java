package org.waymark.world.beacon;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.AsEntryMaker.Link;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.world.site.DropCounts;

/**
 * Terminates the best beacons of each origin in this AS and registers the resulting segments, in
 * rounds at the interval RegisterTime.
 *
 * <p>A non-core AS registers each segment twice: as an UP segment with one of its path servers,
 * taking turns, and as a DOWN segment with the AS where the segment starts, which is reached over
 * the segment itself. A core AS registers CORE segments with one of its path servers. A segment
 * that has not changed since the last round is resent with its old signature, since the last
 * message may have been lost. Not thread-safe.
 */
final class BeaconRegistration {
  /**
   * The size at which a message for a local path server counts as full. No more segments are added
   * to a full message.
   */
  private static final int MESSAGE_BYTES = 16_000;

  private final SegmentCodec codec = new SegmentCodec(DecoderLimits.DEFAULT);
  private final Topology topology;
  private final BeaconStore store;
  private final InterfaceStates interfaces;
  private final BeaconExtender extender;
  private final DropCounts drops;
  private final Outlet outlet;
  private final int perOrigin;

  /** The segments of the last round, by the beacon from which they were created. */
  private Map<SegmentId, Terminated> terminated = Map.of();

  private Map<SegmentType, Integer> counts = Map.of();
  private int round;

  private record Terminated(
      CapnpSegment beacon, Link in, BeaconExtender.Circumstances when, CapnpSegment segment) {}

  /** Sends registrations to path servers. */
  interface Outlet {
    /** Sends to a path server of the local AS. */
    void toServer(Topology.Server server, SegmentRegistration registration);

    /** Sends to the path service of the AS where the segment starts, over the reversed segment. */
    void against(CapnpSegment segment, SegmentRegistration registration);
  }

  /**
   * @param perOrigin the maximum number of beacons per origin that are turned into segments
   */
  BeaconRegistration(BeaconContext context, Outlet outlet, int perOrigin) {
    this.topology = context.topology();
    this.store = context.store();
    this.interfaces = context.interfaces();
    this.extender = context.extender();
    this.drops = context.drops();
    this.outlet = outlet;
    this.perOrigin = perOrigin;
  }

  /** Runs one round: registers every segment that is due. */
  void round() {
    List<CapnpSegment> segments = segments();
    Map<SegmentType, Integer> sent = new EnumMap<>(SegmentType.class);
    SegmentType here = topology.core() ? SegmentType.CORE : SegmentType.UP;
    if (!topology.pathServers().isEmpty()) {
      List<Topology.Server> servers = List.copyOf(topology.pathServers().values());
      Topology.Server server = servers.get(Math.floorMod(round++, servers.size()));
      messages(segments).forEach(some -> outlet.toServer(server, registration(here, some)));
      sent.put(here, segments.size());
    }
    if (!topology.core()) {
      for (CapnpSegment segment : segments) {
        outlet.against(segment, registration(SegmentType.DOWN, List.of(segment)));
      }
      sent.put(SegmentType.DOWN, segments.size());
    }
    counts = Collections.unmodifiableMap(sent);
  }

  private static List<List<CapnpSegment>> messages(List<CapnpSegment> segments) {
    List<List<CapnpSegment>> messages = new ArrayList<>();
    int bytes = MESSAGE_BYTES;
    for (CapnpSegment segment : segments) {
      if (bytes >= MESSAGE_BYTES) {
        messages.add(new ArrayList<>());
        bytes = 0;
      }
      messages.getLast().add(segment);
      bytes += segment.bytes().size();
    }
    return messages;
  }

  private static SegmentRegistration registration(SegmentType type, List<CapnpSegment> segments) {
    return new SegmentRegistration(
        SegmentRecords.of(
            segments.stream().map(segment -> SegmentRecord.of(type, segment)).toList(), List.of()));
  }

  /** {@return the segments to register in this round} */
  private List<CapnpSegment> segments() {
    List<CapnpSegment> segments = new ArrayList<>();
    Map<SegmentId, Terminated> now = new HashMap<>();
    if (!store.origins().isEmpty()) {
      BeaconExtender.Circumstances when = extender.circumstances();
      for (IsdAs origin : store.origins()) {
        for (HeldBeacon beacon :
            store.best(origin, perOrigin, held -> interfaces.isUp(held.ingress()))) {
          terminate(beacon, when)
              .ifPresent(
                  one -> {
                    now.put(beacon.segment().id(), one);
                    segments.add(one.segment);
                  });
        }
      }
    }
    terminated = now;
    return segments;
  }

  private Optional<Terminated> terminate(HeldBeacon beacon, BeaconExtender.Circumstances when) {
    Link in = interfaces.link(beacon.ingress()).orElseThrow();
    Terminated last = terminated.get(beacon.segment().id());
    if (last != null
        && last.beacon == beacon.segment()
        && last.in.equals(in)
        && last.when.equals(when)) {
      return Optional.of(last);
    }
    return extender
        .extended(beacon.segment(), in, Link.NONE, when)
        .flatMap(this::segment)
        .map(segment -> new Terminated(beacon.segment(), in, when, segment));
  }

  /**
   * Decodes an extended beacon into a segment. This can fail, because a beacon may already have the
   * maximum length of a segment, so that another entry makes it too long.
   */
  private Optional<CapnpSegment> segment(SegmentFields fields) {
    return switch (codec.ofFields(fields)) {
      case Decoded.Refused<PathSegment>(Refusal refusal) -> {
        drops.count(refusal.reason().text());
        yield Optional.empty();
      }
      case Decoded.Accepted<PathSegment>(CapnpSegment segment) -> Optional.of(segment);
    };
  }

  /** {@return the number of segments of each type that the last round registered} */
  Map<SegmentType, Integer> counts() {
    return counts;
  }
}

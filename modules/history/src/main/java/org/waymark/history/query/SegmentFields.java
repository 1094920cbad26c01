package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.EventSource;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/** Writes the fields of answers that identify segments, times and sources. */
public final class SegmentFields {
  private SegmentFields() {}

  /** Writes {@code type} and {@code id}. */
  public static void put(SegmentKey key, ObjectNode into) {
    into.put("type", text(key.type()));
    into.put("id", key.id().toString());
  }

  /**
   * Writes {@code killedCount} and {@code killed}, the paths that a revocation removed.
   *
   * @param most the maximum number of paths to list
   * @return the number of paths listed
   */
  static int putKilled(List<SegmentKey> keys, int most, ObjectNode into) {
    List<SegmentKey> listed = keys.subList(0, Math.min(most, keys.size()));
    into.put("killedCount", keys.size());
    ArrayNode killed = into.putArray("killed");
    listed.forEach(key -> put(key, killed.addObject()));
    return listed.size();
  }

  /** Writes {@code first}, {@code last} and {@code hops}. */
  public static void put(List<Hop> hops, ObjectNode into) {
    into.put("first", hops.getFirst().ia().toString());
    into.put("last", hops.getLast().ia().toString());
    ArrayNode array = into.putArray("hops");
    for (Hop hop : hops) {
      array
          .addObject()
          .put("isdAs", hop.ia().toString())
          .put("ingress", hop.ingress())
          .put("egress", hop.egress());
    }
  }

  /** Writes {@code isdAs} and {@code interface}. */
  public static void put(AsInterface one, ObjectNode into) {
    into.put("isdAs", one.ia().toString());
    into.put("interface", one.toString());
  }

  /** Writes {@code source}: the registrant and its address, the transport, and the replica. */
  public static void put(EventSource source, ObjectNode into) {
    Origin origin = source.origin();
    ObjectNode node = into.putObject("source");
    node.put("replica", source.writer());
    node.put("transport", text(origin.transport()));
    if (!origin.peerIa().equals(IsdAs.NONE)) {
      node.put("isdAs", origin.peerIa().toString());
    }
    if (origin.address().size() > 0) {
      node.put("address", address(origin.address()));
    }
  }

  private static String address(ByteString bytes) {
    try {
      return InetAddress.getByAddress(bytes.toBytes()).getHostAddress();
    } catch (UnknownHostException e) {
      return bytes.hex();
    }
  }

  /** Formats a time, given in Unix milliseconds, for display. */
  public static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }

  /** {@return the name of a type} */
  public static String text(SegmentType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static String text(Transport transport) {
    return transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;

/** Writes end-to-end paths as JSON, with the field names of {@code scion showpaths}. */
public final class PathDocument {
  /** The number of hexadecimal digits that are enough to distinguish fingerprints at a glance. */
  private static final int SHORT_FINGERPRINT = 16;

  private PathDocument() {}

  /** Writes the paths between two ASes. */
  public static ObjectNode of(IsdAs from, IsdAs to, List<EndToEndPath> paths) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("source", from.toString());
    root.put("destination", to.toString());
    ArrayNode array = root.putArray("paths");
    paths.forEach(path -> array.add(document(path)));
    return root;
  }

  /** Writes one path. */
  public static ObjectNode document(EndToEndPath path) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("fingerprint", fingerprint(path));
    ArrayNode hops = node.putArray("hops");
    for (AsInterface one : path.interfaces()) {
      hops.addObject().put("isd_as", one.ia().toString()).put("interface", one.id());
    }
    node.put("sequence", sequence(path));
    if (path.linkCount() > 0) {
      node.put("expiry", Instant.ofEpochSecond(path.expiryS()).toString());
    }
    node.put("mtu", path.mtu());
    return node;
  }

  public static String fingerprint(EndToEndPath path) {
    return path.linkCount() == 0
        ? "local"
        : path.fingerprint().hex().substring(0, SHORT_FINGERPRINT);
  }

  /** Writes the hops as a hop-predicate sequence that matches only this path. */
  public static String sequence(EndToEndPath path) {
    return String.join(" ", path.hops().stream().map(Object::toString).toList());
  }
}

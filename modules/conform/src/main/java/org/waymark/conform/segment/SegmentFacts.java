package org.waymark.conform.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.waymark.conform.vector.FieldComparison;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.HopField;
import org.waymark.segment.PathSegment;
import org.waymark.wire.packet.ScionPath;

/** Converts the facts about a segment to the form and the names used in vectors. */
public final class SegmentFacts {
  private SegmentFacts() {}

  /** Compares every recorded fact with the result of this implementation. */
  public static void compare(VectorCase vector, PathSegment segment, Findings findings) {
    new FieldComparison(findings).compareRecorded(vector, facts(segment));
    if (vector.has("expired")) {
      findings.same("expired", vector.flag("expired"), segment.endMs() <= vector.timeMs("clock"));
    }
  }

  private static ObjectNode facts(PathSegment segment) {
    return switch (segment) {
      case CapnpSegment capnp -> facts(capnp);
    };
  }

  private static ObjectNode facts(CapnpSegment segment) {
    ObjectNode facts =
        RecordedForm.object()
            .put("segmentId", segment.id().toString())
            .put("shortId", segment.id().shortText())
            .put("infoTimestamp", segment.timestampS())
            .put("infoISD", segment.info().isd())
            .put("expiry", segment.expiryS())
            .put("minExpTime", segment.minExpTime())
            .put("hopCount", segment.hops().size())
            .put("peerLinks", segment.peers().size())
            .put("firstIA", segment.firstIa().toString())
            .put("lastIA", segment.lastIa().toString())
            .put("forwardPath", ScionPath.along(segment).bytes().hex())
            .put("reversePath", ScionPath.against(segment).bytes().hex());
    facts
        .putObject("info")
        .put("timestamp", segment.timestampS())
        .put("isd", segment.info().isd())
        .put("hops", segment.hops().size());
    facts.set(
        "trcVersions",
        versions(segment, entry -> Integer.toString(entry.ia().isd()), CapnpAsEntry::trcVersion));
    facts.set(
        "certVersions",
        versions(segment, entry -> entry.ia().toString(), CapnpAsEntry::certVersion));
    facts.set("entries", RecordedForm.list(segment.entries(), SegmentFacts::entry));
    return facts;
  }

  /** {@return the versions of TRCs and chains named in the entries, by subject} */
  private static ObjectNode versions(
      CapnpSegment segment,
      Function<CapnpAsEntry, String> subject,
      ToLongFunction<CapnpAsEntry> version) {
    Map<String, SortedSet<Long>> bySubject = new TreeMap<>();
    for (CapnpAsEntry entry : segment.entries()) {
      bySubject
          .computeIfAbsent(subject.apply(entry), key -> new TreeSet<>(Long::compareUnsigned))
          .add(version.applyAsLong(entry));
    }
    ObjectNode fields = RecordedForm.object();
    bySubject.forEach(
        (key, versions) -> fields.set(key, RecordedForm.list(versions, RecordedForm::number)));
    return fields;
  }

  private static JsonNode entry(CapnpAsEntry entry) {
    ObjectNode fields =
        RecordedForm.object()
            .put("ia", entry.ia().toString())
            .put("mtu", entry.mtu())
            .put("hashTreeRoot", entry.hashTreeRoot().hex());
    fields.set("trcVersion", RecordedForm.number(entry.trcVersion()));
    fields.set("certVersion", RecordedForm.number(entry.certVersion()));
    fields.set("hops", RecordedForm.list(entry.hopEntries(), SegmentFacts::hop));
    return fields;
  }

  private static JsonNode hop(CapnpHopEntry hop) {
    HopField field = hop.hopField();
    ObjectNode fields =
        RecordedForm.object()
            .put("inIA", hop.inIa().toString())
            .put("inMTU", hop.inMtu())
            .put("outIA", hop.outIa().toString())
            .put("ingress", field.ingress())
            .put("egress", field.egress())
            .put("expTime", field.expTime())
            .put("xover", field.xover())
            .put("mac", "%06x".formatted(field.mac()));
    fields.set("remoteInIF", RecordedForm.number(hop.remoteInIf()));
    fields.set("remoteOutIF", RecordedForm.number(hop.remoteOutIf()));
    return fields;
  }
}

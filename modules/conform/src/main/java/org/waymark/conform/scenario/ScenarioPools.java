package org.waymark.conform.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorFolder;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.Row;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.control.StructCodec;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/**
 * The segments, revocations, TRCs and chains that the scenarios of a folder refer to by name. Also
 * finds the names of the objects in a server's output.
 */
public final class ScenarioPools {
  /** The prefix of the name for an object that is not in the pools. */
  static final String UNKNOWN = "unknown ";

  private final DecoderLimits limits;
  private final Map<String, SegmentFields> segments = new HashMap<>();
  private final Map<SegmentFields, String> segmentNames = new HashMap<>();
  private final Map<String, Revocation> revocations = new HashMap<>();
  private final Map<Revocation, String> revocationNames = new HashMap<>();
  private final Map<String, TrustText> trust = new HashMap<>();

  /**
   * A TRC or a chain.
   *
   * @param json the JSON text
   */
  public record TrustText(Optional<Trc> trc, Optional<CertificateChain> chain, ByteString json) {
    /** {@return the text compressed with LZ4, as in messages} */
    ByteString packed() {
      return Lz4Text.pack(json);
    }
  }

  private ScenarioPools(DecoderLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads the pools from the folder {@code resolution}, without the cases that cannot be read.
   *
   * @return the pools
   */
  public static ScenarioPools of(VectorFolder folder, DecoderLimits limits) {
    ScenarioPools pools = new ScenarioPools(limits);
    for (VectorCase file : folder.readable("resolution")) {
      if (file.has("cases")) {
        file.parts("cases").stream().filter(ScenarioPools::isMaterial).forEach(pools::add);
      }
    }
    return pools;
  }

  /** {@return whether a case is material for other cases rather than a scenario} */
  public static boolean isMaterial(VectorCase vector) {
    return !vector.has("steps")
        && (vector.has("segment") || vector.has("revInfo") || vector.hasAll("json", "lz4"));
  }

  private void add(VectorCase vector) {
    String name = vector.text("name");
    if (vector.has("segment")) {
      new StructCodec(limits)
          .pathSegment(Form.PACKED, vector.bytes("segment"))
          .asOptional()
          .ifPresent(
              fields -> {
                segments.put(name, fields);
                segmentNames.putIfAbsent(fields, name);
              });
    } else if (vector.has("revInfo")) {
      new RevocationCodec(limits)
          .decodePacked(vector.bytes("revInfo"))
          .asOptional()
          .ifPresent(
              revocation -> {
                revocations.put(name, revocation);
                revocationNames.putIfAbsent(revocation, name);
              });
    } else {
      ByteString json = TrustNetworks.utf8(vector.text("json"));
      trust.put(
          name,
          new TrustText(
              Trc.parse(json).asOptional(), CertificateChain.parse(json).asOptional(), json));
    }
  }

  /**
   * Creates a record of a named segment, without a type if the type is {@code unset} or unknown.
   *
   * @return the record
   */
  public SegmentRecord record(String type, String name) {
    SegmentFields fields = fields(name);
    return new SegmentRecord(
        type(type), Optional.of(fields), new SegmentCodec(limits).ofFields(fields));
  }

  /** {@return the segment with the name; empty if its fields do not form a valid segment} */
  public Optional<PathSegment> segment(String name) {
    return new SegmentCodec(limits).ofFields(fields(name)).asOptional();
  }

  private SegmentFields fields(String name) {
    return Optional.ofNullable(segments.get(name)).orElseThrow(() -> missing(name, "segment"));
  }

  public static Optional<SegmentType> type(String text) {
    return List.of(SegmentType.values()).stream()
        .filter(type -> textOf(type).equals(text))
        .findFirst();
  }

  public static String textOf(SegmentType type) {
    return switch (type) {
      case UP -> "up";
      case DOWN -> "down";
      case CORE -> "core";
    };
  }

  public Revocation revocation(String name) {
    return Optional.ofNullable(revocations.get(name))
        .orElseThrow(() -> missing(name, "revocation"));
  }

  public TrustText trust(String name) {
    return Optional.ofNullable(trust.get(name)).orElseThrow(() -> missing(name, "TRC or chain"));
  }

  /** {@return the canonical name among all names of the same object} */
  public String canonical(String name) {
    if (segments.containsKey(name)) {
      return segmentNames.get(segments.get(name));
    }
    return revocations.containsKey(name) ? revocationNames.get(revocations.get(name)) : name;
  }

  String nameOf(SegmentRecord record) {
    return record.fields().map(this::nameOf).orElse(UNKNOWN + record.segment());
  }

  String nameOf(PathSegment segment) {
    return nameOf(SegmentCodec.fieldsOf(segment));
  }

  /** {@return the name of a stored segment} */
  String nameOf(Row.Segment row) {
    return new SegmentCodec(limits)
        .decode(row.key().format(), row.bytes())
        .asOptional()
        .map(this::nameOf)
        .orElse(UNKNOWN + row.key());
  }

  private String nameOf(SegmentFields fields) {
    return segmentNames.getOrDefault(fields, UNKNOWN + new SegmentCodec(limits).ofFields(fields));
  }

  public String nameOf(Revocation revocation) {
    return revocationNames.getOrDefault(revocation, UNKNOWN + revocation);
  }

  private static UnreadableException missing(String name, String kind) {
    return new UnreadableException("it names the " + kind + " '" + name + "', which is in no pool");
  }
}

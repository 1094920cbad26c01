package org.waymark.cli.segments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.message.SegmentRecord.TypedSegment;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * Reads and writes segment files as JSON.
 *
 * <p>Only {@code bytes} is significant; it is the packed PathSegment (PROTOCOL 2) in base64. The
 * other fields are for human readers. A file whose {@code id} does not match its bytes was edited
 * by hand and is rejected. TRCs and chains are JSON texts in JSON strings, because every character
 * of them is signed.
 */
final class SegmentJson {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final SegmentCodec CODEC = new SegmentCodec(DecoderLimits.DEFAULT);

  private SegmentJson() {}

  static ByteString write(SegmentFile file) {
    String text = document(file).toPrettyString() + "\n";
    return ByteString.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Converts the file to a JSON document.
   *
   * @return the document
   */
  static ObjectNode document(SegmentFile file) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode segments = root.putArray("segments");
    file.segments().forEach(one -> segments.add(document(one)));
    ArrayNode trcs = root.putArray("trcs");
    file.trcs().forEach(trc -> trcs.add(text(trc.json())));
    ArrayNode chains = root.putArray("chains");
    file.chains().forEach(chain -> chains.add(text(chain.json())));
    return root;
  }

  private static String text(ByteString json) {
    return new String(json.unsafeBytes(), StandardCharsets.UTF_8);
  }

  private static ObjectNode document(TypedSegment one) {
    PathSegment segment = one.segment();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", one.type().name().toLowerCase(Locale.ROOT));
    node.put("id", segment.id().toString());
    node.put("timestamp", Instant.ofEpochSecond(segment.timestampS()).toString());
    node.put("expiry", Instant.ofEpochSecond(segment.expiryS()).toString());
    ArrayNode entries = node.putArray("ases");
    switch (segment) {
      case CapnpSegment capnp -> capnp.entries().forEach(entry -> entries.add(document(entry)));
    }
    node.put(
        "bytes",
        Base64.getEncoder().encodeToString(SegmentCodec.encodePacked(segment).unsafeBytes()));
    return node;
  }

  private static ObjectNode document(CapnpAsEntry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("isdAs", entry.ia().toString());
    put(entry.hopEntries().getFirst(), node);
    node.put("mtu", entry.mtu());
    node.put("trcVersion", Long.toUnsignedString(entry.trcVersion()));
    node.put("chainVersion", Long.toUnsignedString(entry.certVersion()));
    node.put("signed", entry.sign().type().name().toLowerCase(Locale.ROOT));
    node.put("hashTreeRoot", entry.hashTreeRoot().hex());
    List<CapnpHopEntry> peers = entry.hopEntries().subList(1, entry.hopEntries().size());
    if (!peers.isEmpty()) {
      ArrayNode array = node.putArray("peers");
      peers.forEach(
          peer -> {
            ObjectNode one = array.addObject().put("isdAs", peer.inIa().toString());
            one.put("interface", Long.toUnsignedString(peer.remoteInIf()));
            put(peer, one);
          });
    }
    return node;
  }

  private static void put(CapnpHopEntry hop, ObjectNode node) {
    node.put("ingress", hop.hopField().ingress());
    node.put("egress", hop.hopField().egress());
    node.put("linkMtu", hop.inMtu());
    node.put("expTime", hop.hopField().expTime());
  }

  static SegmentFile read(ByteString bytes) throws MalformedFileException {
    JsonNode root;
    try {
      root = MAPPER.readTree(bytes.unsafeBytes());
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          "not JSON at line "
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    } catch (IOException e) {
      throw new MalformedFileException("not JSON: " + e.getMessage(), e);
    }
    List<TypedSegment> segments = new ArrayList<>();
    for (JsonNode node : array(root, "segments")) {
      segments.add(segment(node, "segments[" + segments.size() + "]"));
    }
    List<Trc> trcs = new ArrayList<>();
    for (JsonNode node : array(root, "trcs")) {
      String where = "trcs[" + trcs.size() + "]";
      trcs.add(MalformedFileException.accepted(Trc.parse(utf8(text(node, where))), where));
    }
    List<CertificateChain> chains = new ArrayList<>();
    for (JsonNode node : array(root, "chains")) {
      String where = "chains[" + chains.size() + "]";
      chains.add(
          MalformedFileException.accepted(CertificateChain.parse(utf8(text(node, where))), where));
    }
    return new SegmentFile(segments, trcs, chains);
  }

  private static TypedSegment segment(JsonNode node, String where) throws MalformedFileException {
    SegmentType type = type(text(node.path("type"), where + ".type"), where + ".type");
    PathSegment segment =
        MalformedFileException.accepted(
            CODEC.decodePacked(base64(text(node.path("bytes"), where + ".bytes"), where)), where);
    String id = text(node.path("id"), where + ".id");
    if (!segment.id().toString().equals(id)) {
      throw new MalformedFileException(
          where
              + ".id must be "
              + segment.id()
              + " to match the bytes, got "
              + id
              + "; the bytes are authoritative, and the other fields only describe them");
    }
    return new TypedSegment(type, segment);
  }

  private static SegmentType type(String text, String where) throws MalformedFileException {
    Optional<SegmentType> type =
        Stream.of(SegmentType.values())
            .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
            .findFirst();
    return type.orElseThrow(
        () -> new MalformedFileException(where + " must be up, down or core, got " + text));
  }

  private static ByteString base64(String text, String where) throws MalformedFileException {
    try {
      return ByteString.owning(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(where + ".bytes must be base64: " + e.getMessage(), e);
    }
  }

  private static ByteString utf8(String text) {
    return ByteString.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode array(JsonNode root, String key) throws MalformedFileException {
    JsonNode node = root.path(key);
    if (!node.isArray()) {
      throw new MalformedFileException(key + " is missing or not a list");
    }
    return node;
  }

  private static String text(JsonNode node, String where) throws MalformedFileException {
    if (!node.isTextual()) {
      throw new MalformedFileException(where + " is missing or not a string");
    }
    return node.textValue();
  }
}

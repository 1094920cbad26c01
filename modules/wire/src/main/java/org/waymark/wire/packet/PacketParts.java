package org.waymark.wire.packet;

import static org.waymark.wire.RefusalReason.EMPTY;
import static org.waymark.wire.RefusalReason.PACKET_ADDRESS_TYPE;
import static org.waymark.wire.RefusalReason.PACKET_CHECKSUM;
import static org.waymark.wire.RefusalReason.PACKET_END_TO_END_EXTENSION;
import static org.waymark.wire.RefusalReason.PACKET_EXTENSION_LENGTH;
import static org.waymark.wire.RefusalReason.PACKET_HEADER_LENGTH;
import static org.waymark.wire.RefusalReason.PACKET_HOP_BY_HOP_EXTENSION;
import static org.waymark.wire.RefusalReason.PACKET_HOP_OFFSET;
import static org.waymark.wire.RefusalReason.PACKET_INFO_OFFSET;
import static org.waymark.wire.RefusalReason.PACKET_L4_LENGTH;
import static org.waymark.wire.RefusalReason.PACKET_PATH_OFFSET;
import static org.waymark.wire.RefusalReason.PACKET_PROTOCOL;
import static org.waymark.wire.RefusalReason.PACKET_SERVICE;
import static org.waymark.wire.RefusalReason.PACKET_SOURCE;
import static org.waymark.wire.RefusalReason.PACKET_TOO_MANY_EXTENSIONS;
import static org.waymark.wire.RefusalReason.PACKET_TOTAL_LENGTH;
import static org.waymark.wire.RefusalReason.PACKET_VERSION;
import static org.waymark.wire.RefusalReason.TOO_SHORT;
import static org.waymark.wire.packet.PacketLayout.COMMON_HEADER_SIZE;
import static org.waymark.wire.packet.PacketLayout.CURRENT_HOP_AT;
import static org.waymark.wire.packet.PacketLayout.CURRENT_INFO_AT;
import static org.waymark.wire.packet.PacketLayout.DESTINATION_IA_AT;
import static org.waymark.wire.packet.PacketLayout.HEADER_LENGTH_AT;
import static org.waymark.wire.packet.PacketLayout.HOSTS_AT;
import static org.waymark.wire.packet.PacketLayout.L4_LENGTH_AT;
import static org.waymark.wire.packet.PacketLayout.LINE;
import static org.waymark.wire.packet.PacketLayout.NEXT_HEADER_AT;
import static org.waymark.wire.packet.PacketLayout.SCMP_TIMESTAMP_AT;
import static org.waymark.wire.packet.PacketLayout.SOURCE_IA_AT;
import static org.waymark.wire.packet.PacketLayout.TOTAL_LENGTH_AT;
import static org.waymark.wire.packet.PacketLayout.TYPE_BITS;
import static org.waymark.wire.packet.PacketLayout.TYPE_MASK;
import static org.waymark.wire.packet.PacketLayout.layer4HeaderSize;
import static org.waymark.wire.packet.PacketLayout.pathAt;
import static org.waymark.wire.packet.PacketLayout.sum;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

/**
 * The parts of a received packet, located through its headers but not yet validated.
 *
 * <p>There are two kinds of fault. If the parts cannot be found, the bytes are dropped, because
 * their source is unknown and no SCMP error can be sent. {@link #fault} reports the other kind, in
 * packets whose source is known. Some of these faults warrant an SCMP error (PROTOCOL 2.2).
 */
final class PacketParts {
  /**
   * The maximum number of extension headers. No real packet has so many, but a packet filled with
   * extension headers could contain thousands.
   */
  static final int MAX_EXTENSIONS = 32;

  private final ByteBuffer bytes;
  private final int destinationType;
  private final int sourceType;
  private final int pathAt;
  private final int extensionsAt;
  private final ScionPath path;
  private final List<ExtensionHeader> extensions;
  private final int protocol;
  private final int layer4At;

  private PacketParts(
      ByteBuffer bytes,
      int extensionsAt,
      ScionPath path,
      List<ExtensionHeader> extensions,
      int protocol,
      int layer4At) {
    this.bytes = bytes;
    this.destinationType = destinationType(bytes);
    this.sourceType = sourceType(bytes);
    this.pathAt = pathAt(HostAddress.size(destinationType) + HostAddress.size(sourceType));
    this.extensionsAt = extensionsAt;
    this.path = path;
    this.extensions = extensions;
    this.protocol = protocol;
    this.layer4At = layer4At;
  }

  private static int destinationType(ByteBuffer bytes) {
    return Short.toUnsignedInt(bytes.getShort(0)) >>> TYPE_BITS & TYPE_MASK;
  }

  private static int sourceType(ByteBuffer bytes) {
    return Short.toUnsignedInt(bytes.getShort(0)) & TYPE_MASK;
  }

  /**
   * Finds the parts of the packet between the buffer's position and limit.
   *
   * @param datagram left unchanged
   * @return the parts, or the reason why they cannot be found
   */
  static Decoded<PacketParts> find(ByteBuffer datagram) {
    ByteBuffer bytes = datagram.slice();
    int size = bytes.limit();
    if (size == 0) {
      return Decoded.refused(EMPTY, "no bytes");
    }
    if (size < COMMON_HEADER_SIZE) {
      return Decoded.refused(TOO_SHORT, size + " bytes are too few for a common header");
    }
    int version = Short.toUnsignedInt(bytes.getShort(0)) >>> 2 * TYPE_BITS;
    if (version != 0) {
      return Decoded.refused(PACKET_VERSION, "unsupported version " + version);
    }
    int destinationType = destinationType(bytes);
    int sourceType = sourceType(bytes);
    int destinationSize = HostAddress.size(destinationType);
    int sourceSize = HostAddress.size(sourceType);
    if (destinationSize < 0 || sourceSize < 0) {
      return Decoded.refused(
          PACKET_ADDRESS_TYPE,
          "unknown address type, destination type "
              + destinationType
              + ", source type "
              + sourceType);
    }
    if (sourceType == HostAddress.Service.TYPE) {
      return Decoded.refused(PACKET_SOURCE, "a service cannot be a source");
    }
    int headerSize = Byte.toUnsignedInt(bytes.get(HEADER_LENGTH_AT)) * LINE;
    int pathAt = pathAt(destinationSize + sourceSize);
    if (headerSize < pathAt || headerSize > size) {
      return Decoded.refused(
          PACKET_HEADER_LENGTH, headerSize + " bytes, not in " + pathAt + ".." + size);
    }
    int info = Byte.toUnsignedInt(bytes.get(CURRENT_INFO_AT));
    int hop = Byte.toUnsignedInt(bytes.get(CURRENT_HOP_AT));
    if ((info | hop) != 0 && (info == 0 || hop <= info)) {
      return Decoded.refused(
          PACKET_PATH_OFFSET, "no such fields: info " + info + " and hop " + hop);
    }
    return switch (PathCodec.decode(bytes, pathAt, headerSize)) {
      case Decoded.Refused<ScionPath>(Refusal refusal) -> new Decoded.Refused<>(refusal);
      case Decoded.Accepted<ScionPath>(ScionPath path) -> afterPath(bytes, headerSize, path);
    };
  }

  private static Decoded<PacketParts> afterPath(
      ByteBuffer bytes, int extensionsAt, ScionPath path) {
    int next = Byte.toUnsignedInt(bytes.get(NEXT_HEADER_AT));
    int at = extensionsAt;
    List<ExtensionHeader> extensions = List.of();
    while (next == ExtensionHeader.HOP_BY_HOP || next == ExtensionHeader.END_TO_END) {
      int left = bytes.limit() - at;
      int size = left < LINE ? 0 : Byte.toUnsignedInt(bytes.get(at + 1)) * LINE;
      if (size == 0 || size > left) {
        return Decoded.refused(
            PACKET_EXTENSION_LENGTH,
            "extension header of " + size + " bytes, with " + left + " bytes left");
      }
      if (extensions.isEmpty()) {
        extensions = new ArrayList<>(2);
      } else if (extensions.size() == MAX_EXTENSIONS) {
        return Decoded.refused(PACKET_TOO_MANY_EXTENSIONS, "more than " + MAX_EXTENSIONS);
      }
      ByteString payload = ByteString.of(bytes, at + ExtensionHeader.PREFIX_SIZE, at + size);
      int type = Byte.toUnsignedInt(bytes.get(at + 2));
      extensions.add(new ExtensionHeader(next, type, payload));
      next = Byte.toUnsignedInt(bytes.get(at));
      at += size;
    }
    int left = bytes.limit() - at;
    int needed = layer4HeaderSize(next);
    if (needed < 0) {
      return Decoded.refused(PACKET_PROTOCOL, "unsupported layer-4 protocol " + next);
    }
    if (left < needed) {
      return Decoded.refused(
          TOO_SHORT, left + " bytes are too few for a header of protocol " + next);
    }
    return Decoded.accepted(new PacketParts(bytes, extensionsAt, path, extensions, next, at));
  }

  /**
   * Checks the packet.
   *
   * @return the first fault, or empty if the packet can be used
   */
  Optional<Refusal> fault() {
    int totalLength = declaredBytes();
    if (totalLength != bytes.limit()) {
      return refusal(
          PACKET_TOTAL_LENGTH,
          totalLength + " in the header, " + bytes.limit() + " bytes received");
    }
    Optional<Refusal> offsets = offsetFault();
    if (offsets.isPresent()) {
      return offsets;
    }
    if (destinationHost() instanceof HostAddress.Service service && !service.isKnown()) {
      return refusal(PACKET_SERVICE, "there is no service " + service.number());
    }
    Optional<Refusal> extension = extensionFault();
    if (extension.isPresent()) {
      return extension;
    }
    int size = bytes.limit() - layer4At;
    int length = Short.toUnsignedInt(bytes.getShort(layer4At + L4_LENGTH_AT));
    if (length != size) {
      return refusal(
          PACKET_L4_LENGTH, length + " in the layer-4 header, " + size + " bytes received");
    }
    if (InternetChecksum.fold(sum(bytes, hostsEnd(), protocol, layer4At)) != 0xffff) {
      return refusal(PACKET_CHECKSUM, "the layer-4 checksum is wrong");
    }
    return Optional.empty();
  }

  private Optional<Refusal> offsetFault() {
    int info = index(CURRENT_INFO_AT);
    int hop = index(CURRENT_HOP_AT);
    if (path.isEmpty()) {
      return bytes.get(CURRENT_INFO_AT) == 0
          ? Optional.empty()
          : refusal(
              PACKET_INFO_OFFSET, "the path is empty, but the header points to an info field");
    }
    if (!path.isInfoField(info)) {
      return refusal(PACKET_INFO_OFFSET, "there is no info field " + info);
    }
    return path.isHopField(info, hop)
        ? Optional.empty()
        : refusal(PACKET_HOP_OFFSET, "info field " + info + " has no hop field " + hop);
  }

  private Optional<Refusal> extensionFault() {
    if (extensions.isEmpty()) {
      return Optional.empty();
    }
    OptionalInt hopByHop = firstUnknown(ExtensionHeader.HOP_BY_HOP);
    if (hopByHop.isPresent()) {
      return refusal(
          PACKET_HOP_BY_HOP_EXTENSION,
          "extension header " + hopByHop.getAsInt() + " has an unknown type");
    }
    OptionalInt endToEnd = firstUnknown(ExtensionHeader.END_TO_END);
    return endToEnd.isPresent()
        ? refusal(
            PACKET_END_TO_END_EXTENSION,
            "extension header " + endToEnd.getAsInt() + " has an unknown type")
        : Optional.empty();
  }

  /**
   * {@return the index of the first extension header of the given class that has an undefined type}
   */
  OptionalInt firstUnknown(int extensionClass) {
    return IntStream.range(0, extensions.size())
        .filter(i -> extensions.get(i).extensionClass() == extensionClass)
        .filter(i -> !extensions.get(i).isKnown())
        .findFirst();
  }

  private static Optional<Refusal> refusal(RefusalReason reason, String detail) {
    return Optional.of(new Refusal(reason, detail));
  }

  /** Converts an offset in lines into an index into the path. */
  private int index(int offsetAt) {
    return Byte.toUnsignedInt(bytes.get(offsetAt)) - pathAt / LINE;
  }

  /**
   * Converts an offset in lines into bytes. If the path is empty, returns the offset where it would
   * start.
   */
  int currentOffset(int offsetAt) {
    return path.isEmpty() ? pathAt : Byte.toUnsignedInt(bytes.get(offsetAt)) * LINE;
  }

  /** Creates the packet. Call only if {@link #fault} is empty. The payload is a view. */
  ScionPacket packet() {
    ScionPath at = path.isEmpty() ? path : path.at(index(CURRENT_INFO_AT), index(CURRENT_HOP_AT));
    return new ScionPacket(destination(), source(), at, extensions, layer4());
  }

  /**
   * {@return the path, with the packet at the position given in the header, or empty if there is no
   * such position on the path}
   */
  Optional<ScionPath> pathAtOffsets() {
    if (offsetFault().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        path.isEmpty() ? path : path.at(index(CURRENT_INFO_AT), index(CURRENT_HOP_AT)));
  }

  List<ExtensionHeader> extensions() {
    return extensions;
  }

  /** {@return the number of the layer-4 protocol} */
  int protocol() {
    return protocol;
  }

  /**
   * {@return the size of the packet according to the common header, whether or not it is correct}
   */
  int declaredBytes() {
    return Short.toUnsignedInt(bytes.getShort(TOTAL_LENGTH_AT));
  }

  /** The parts that an SCMP error can quote, each a multiple of 8 bytes long. */
  enum Part {
    COMMON_HEADER,
    ADDRESS_HEADER,
    PATH,
    EXTENSIONS,
    LAYER4_HEADER
  }

  /**
   * Copies the bytes of a part, truncated to the size that an SCMP payload can hold.
   *
   * @return the bytes; none if the part is not to be quoted
   */
  ByteString bytes(Part part, boolean wanted) {
    if (!wanted) {
      return ByteString.EMPTY;
    }
    return switch (part) {
      case COMMON_HEADER -> bytes(0, COMMON_HEADER_SIZE);
      case ADDRESS_HEADER -> bytes(COMMON_HEADER_SIZE, pathAt);
      case PATH -> bytes(pathAt, extensionsAt);
      case EXTENSIONS -> bytes(extensionsAt, layer4At);
      case LAYER4_HEADER -> bytes(layer4At, layer4At + layer4HeaderSize(protocol));
    };
  }

  private ByteString bytes(int from, int to) {
    return ByteString.of(bytes, from, Math.min(to, from + ScmpPayload.MAX_PART_SIZE));
  }

  private Layer4 layer4() {
    int first = Short.toUnsignedInt(bytes.getShort(layer4At));
    int second = Short.toUnsignedInt(bytes.getShort(layer4At + Short.BYTES));
    return switch (protocol) {
      case UdpDatagram.PROTOCOL ->
          new UdpDatagram(first, second, from(layer4At + UdpDatagram.HEADER_SIZE));
      default ->
          new ScmpMessage(
              first,
              second,
              bytes.getLong(layer4At + SCMP_TIMESTAMP_AT),
              from(layer4At + ScmpMessage.HEADER_SIZE));
    };
  }

  private ByteBuffer from(int at) {
    return bytes.slice(at, bytes.limit() - at);
  }

  ScionAddress destination() {
    return new ScionAddress(new IsdAs(bytes.getLong(DESTINATION_IA_AT)), destinationHost());
  }

  private HostAddress destinationHost() {
    return HostAddress.read(destinationType, bytes, HOSTS_AT);
  }

  ScionAddress source() {
    int hostAt = HOSTS_AT + HostAddress.size(destinationType);
    return new ScionAddress(
        new IsdAs(bytes.getLong(SOURCE_IA_AT)), HostAddress.read(sourceType, bytes, hostAt));
  }

  private int hostsEnd() {
    return HOSTS_AT + HostAddress.size(destinationType) + HostAddress.size(sourceType);
  }
}

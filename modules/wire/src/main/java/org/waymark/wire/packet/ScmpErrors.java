package org.waymark.wire.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.waymark.segment.ByteString;
import org.waymark.wire.Refusal;
import org.waymark.wire.packet.PacketParts.Part;

/**
 * Builds the SCMP errors that answer packets (PROTOCOL 2.2, 2.4).
 *
 * <p>An error goes to the source of the packet: back along its path, or straight to a source in the
 * local AS. The first extension header of the error is the SCMP header, followed by the packet's
 * extension headers that every receiver supports. The packet is dropped without an error if
 *
 * <ul>
 *   <li>the packet is an SCMP error, or may be one;
 *   <li>the parts of the packet cannot be found, its source is not a host, or its path cannot be
 *       reversed;
 *   <li>the error would be too large for a packet, or would have too many extension headers.
 * </ul>
 */
public final class ScmpErrors {
  private ScmpErrors() {}

  /**
   * Builds the error to send in answer to bytes that {@link PacketCodec#decode} rejects.
   *
   * @param from the host that sends the error
   * @param timestampUs the timestamp in Unix microseconds
   * @return the error, or empty if the protocol defines none for the fault
   */
  public static Optional<ScionPacket> aboutRefused(
      ByteBuffer datagram, ScionAddress from, long timestampUs) {
    return aboutRefused(datagram, parts -> from, timestampUs);
  }

  /**
   * Builds the error to send in answer to bytes that {@link PacketCodec#decode} rejects.
   *
   * @param from the host that sends the error, in the AS to which the bytes were addressed
   * @param timestampUs the timestamp in Unix microseconds
   * @return the error, or empty if the protocol defines none for the fault
   */
  public static Optional<ScionPacket> aboutRefused(
      ByteBuffer datagram, HostAddress from, long timestampUs) {
    return aboutRefused(
        datagram, parts -> new ScionAddress(parts.destination().ia(), from), timestampUs);
  }

  private static Optional<ScionPacket> aboutRefused(
      ByteBuffer datagram, Function<PacketParts, ScionAddress> from, long timestampUs) {
    return PacketParts.find(datagram)
        .asOptional()
        .flatMap(
            parts ->
                parts
                    .fault()
                    .flatMap(fault -> complaint(fault, parts))
                    .flatMap(complaint -> error(parts, complaint, from.apply(parts), timestampUs)));
  }

  /**
   * Builds an error that reports the fate of a packet to its source.
   *
   * @param packet the bytes of the whole packet
   * @param info the info, of the kind that the type requires
   * @param from the host that sends the error
   * @param timestampUs the timestamp in Unix microseconds
   * @return the error, or empty if none may be sent
   */
  public static Optional<ScionPacket> about(
      ByteBuffer packet, ScmpType type, ScmpInfo info, ScionAddress from, long timestampUs) {
    return PacketParts.find(packet)
        .asOptional()
        .flatMap(parts -> error(parts, new Complaint(type, info), from, timestampUs));
  }

  /**
   * Reads the packet's position on its path.
   *
   * @param packet the bytes of the whole packet
   * @throws IllegalStateException if the parts of the packet cannot be found
   */
  public static ScmpInfo.PathOffsets offsets(ByteBuffer packet, int interfaceId, boolean ingress) {
    PacketParts parts = PacketParts.find(packet).orElseThrow();
    return new ScmpInfo.PathOffsets(
        parts.currentOffset(PacketLayout.CURRENT_INFO_AT),
        parts.currentOffset(PacketLayout.CURRENT_HOP_AT),
        interfaceId,
        ingress);
  }

  private record Complaint(ScmpType type, ScmpInfo info) {}

  /**
   * Decides whether to report a fault: only the faults listed in PROTOCOL 2.2 and an unknown
   * service are reported.
   */
  private static Optional<Complaint> complaint(Refusal fault, PacketParts parts) {
    return switch (fault.reason()) {
      case PACKET_TOTAL_LENGTH, PACKET_L4_LENGTH ->
          Optional.of(
              new Complaint(
                  ScmpType.BAD_PACKET_LENGTH, new ScmpInfo.PacketSize(parts.declaredBytes(), 0)));
      case PACKET_INFO_OFFSET ->
          Optional.of(new Complaint(ScmpType.BAD_INFO_OFFSET, new ScmpInfo.None()));
      case PACKET_HOP_OFFSET ->
          Optional.of(new Complaint(ScmpType.BAD_HOP_OFFSET, new ScmpInfo.None()));
      case PACKET_SERVICE -> Optional.of(new Complaint(ScmpType.BAD_HOST, new ScmpInfo.None()));
      case PACKET_HOP_BY_HOP_EXTENSION ->
          Optional.of(
              new Complaint(
                  ScmpType.BAD_HOP_BY_HOP,
                  new ScmpInfo.ExtensionIndex(
                      parts.firstUnknown(ExtensionHeader.HOP_BY_HOP).orElseThrow())));
      default -> Optional.empty();
    };
  }

  private static Optional<ScionPacket> error(
      PacketParts parts, Complaint complaint, ScionAddress from, long timestampUs) {
    ScionAddress to = parts.source();
    if (to.host() instanceof HostAddress.None || mayBeError(parts)) {
      return Optional.empty();
    }
    ScmpMessage message = payload(parts, complaint).message(complaint.type(), timestampUs);
    return back(parts, from)
        .map(path -> new ScionPacket(to, from, path, extensions(parts, complaint.type()), message))
        .filter(error -> error.extensions().size() <= PacketParts.MAX_EXTENSIONS)
        .filter(error -> PacketCodec.size(error) <= PacketCodec.MAX_SIZE);
  }

  /**
   * {@return whether the packet is an SCMP error, or an SCMP packet that does not say whether it is
   * an error}
   */
  private static boolean mayBeError(PacketParts parts) {
    List<ExtensionHeader> extensions = parts.extensions();
    return extensions.stream().anyMatch(ExtensionHeader::isScmpError)
        || parts.protocol() == ScmpMessage.PROTOCOL
            && extensions.stream().noneMatch(ExtensionHeader::isScmp);
  }

  private static Optional<ScionPath> back(PacketParts parts, ScionAddress from) {
    return parts.source().ia().equals(from.ia())
        ? Optional.of(ScionPath.EMPTY)
        : parts.pathAtOffsets().map(ScionPath::reversed).filter(path -> !path.isEmpty());
  }

  private static List<ExtensionHeader> extensions(PacketParts parts, ScmpType type) {
    List<ExtensionHeader> extensions = new ArrayList<>();
    extensions.add(ExtensionHeader.scmp(true, type == ScmpType.REVOKED_INTERFACE));
    parts.extensions().stream()
        .filter(ExtensionHeader::isKnown)
        .filter(extension -> !extension.isScmp() && !extension.isOneHopPath())
        .forEach(extensions::add);
    return extensions;
  }

  private static ScmpPayload payload(PacketParts parts, Complaint complaint) {
    ScmpType.Quoted quoted = complaint.type().quoted();
    return new ScmpPayload(
        complaint.info(),
        parts.bytes(Part.COMMON_HEADER, quoted.basic),
        parts.bytes(Part.ADDRESS_HEADER, quoted.basic),
        parts.bytes(Part.PATH, quoted.path),
        parts.bytes(Part.EXTENSIONS, quoted.extensions),
        parts.bytes(Part.LAYER4_HEADER, quoted.basic),
        quoted.basic ? parts.protocol() : 0,
        ByteString.EMPTY);
  }
}

package org.waymark.wire.packet;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A SCION packet: its destination and source, path, extension headers and content.
 *
 * <p>Header lengths, offsets and checksums are not part of this record. The codec checks them when
 * reading and computes them when writing.
 *
 * @param path the path; empty inside one AS
 * @param extensions the extension headers, in the order on the wire
 */
public record ScionPacket(
    ScionAddress destination,
    ScionAddress source,
    ScionPath path,
    List<ExtensionHeader> extensions,
    Layer4 layer4) {
  public ScionPacket {
    extensions = List.copyOf(extensions);
  }

  /** Creates a packet inside one AS, without a path or extension headers. */
  public ScionPacket(ScionAddress destination, ScionAddress source, Layer4 layer4) {
    this(destination, source, ScionPath.EMPTY, List.of(), layer4);
  }

  /**
   * {@return this packet with addresses, path and ports reversed and the same payload}
   *
   * <p>If this packet was sent to a service, the result has a service as its source and must not be
   * sent. In that case, use {@link #answer}.
   */
  public ScionPacket reversed() {
    Layer4 back =
        switch (layer4) {
          case UdpDatagram(int from, int to, ByteBuffer payload) ->
              new UdpDatagram(to, from, payload);
          case ScmpMessage scmp -> scmp;
        };
    return new ScionPacket(source, destination, path.reversed(), extensions, back);
  }

  /**
   * Creates a packet that returns a UDP payload to the source of this packet.
   *
   * @param from the host that replies; needed because a service, to which this packet may be
   *     addressed, cannot be a source
   * @param fromPort the UDP port from which the reply is sent
   */
  public ScionPacket answer(ScionAddress from, int fromPort, ByteBuffer payload) {
    return new ScionPacket(
        source,
        from,
        path.reversed(),
        answerExtensions(),
        new UdpDatagram(fromPort, sourcePort(), payload));
  }

  /** {@return a copy of the packet with a different payload} */
  public ScionPacket withPayload(ByteBuffer payload) {
    Layer4 other =
        switch (layer4) {
          case UdpDatagram(int from, int to, _) -> new UdpDatagram(from, to, payload);
          case ScmpMessage(int scmpClass, int type, long timestampUs, _) ->
              new ScmpMessage(scmpClass, type, timestampUs, payload);
        };
    return new ScionPacket(destination, source, path, extensions, other);
  }

  /**
   * {@return the extension headers for a reply to this packet} They are the extension headers of
   * this packet without the one-hop-path header, because the path of a reply is complete.
   */
  public List<ExtensionHeader> answerExtensions() {
    return extensions.isEmpty()
        ? extensions
        : extensions.stream().filter(extension -> !extension.isOneHopPath()).toList();
  }

  /** {@return the source port, or 0 if the packet does not contain UDP} */
  public int sourcePort() {
    return switch (layer4) {
      case UdpDatagram udp -> udp.sourcePort();
      case ScmpMessage _ -> 0;
    };
  }
}

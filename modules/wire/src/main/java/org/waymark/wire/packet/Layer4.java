package org.waymark.wire.packet;

/** The content of a SCION packet after its headers: one layer-4 protocol and its payload. */
public sealed interface Layer4 permits UdpDatagram, ScmpMessage {
  /** {@return the number of the protocol in the preceding next-header field} */
  int protocol();

  /** {@return the size on the wire in bytes, including the layer-4 header} */
  int size();
}

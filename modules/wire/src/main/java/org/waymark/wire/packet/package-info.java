/**
 * SCION packets of protocol version 0 (PROTOCOL 2.2): addresses, headers and content.
 *
 * <p>{@link org.waymark.wire.packet.PacketCodec} reads and writes a {@link
 * org.waymark.wire.packet.ScionPacket}:
 *
 * <pre>
 *  common header | address header | path | extension headers | layer 4
 * </pre>
 *
 * <p>A {@link org.waymark.wire.packet.ScionPath} is built from parts of segments and implements how
 * border routers advance along it.
 *
 * <p>Reading never throws an exception. The payload is a view of the buffer from which the packet
 * was read. Unusable packets are rejected, with a separate reason for each fault.
 */
package org.waymark.wire.packet;

package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry.RoutingPolicy;
import org.waymark.segment.CapnpAsEntry.Sibra;
import org.waymark.segment.IsdAs;

/**
 * The fields of an AS entry as they are on the wire (PROTOCOL 2, ASEntry).
 *
 * @param trcVersion the version of the TRC, unsigned 64 bits
 * @param certVersion the version of the certificate chain, unsigned 64 bits
 * @param ifIdSize the size of interface ids in bits, unsigned 8 bits
 * @param mtu the MTU in bytes, unsigned 16 bits
 */
public record AsEntryFields(
    IsdAs ia,
    long trcVersion,
    long certVersion,
    int ifIdSize,
    List<HopEntryFields> hops,
    ByteString hashTreeRoot,
    int mtu,
    RoutingPolicy routingPolicy,
    Sibra sibra) {
  public AsEntryFields {
    hops = List.copyOf(hops);
  }
}

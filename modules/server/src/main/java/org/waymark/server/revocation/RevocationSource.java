package org.waymark.server.revocation;

/** How a revocation was received, which determines whether it is forwarded (PROTOCOL 7). */
public enum RevocationSource {
  /**
   * The revocation was received on its own, in a revInfo message, an IFStateInfos entry or an SCMP
   * packet.
   */
  MESSAGE,
  /**
   * The revocation was received together with segment records. It is accepted from any sender and
   * never forwarded.
   */
  SEGMENT_RECORDS
}

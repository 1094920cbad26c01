package org.waymark.server.revocation;

/** How a revocation was received. This determines whether it is forwarded (PROTOCOL 7). */
public enum RevocationSource {
  /** On its own: in a revInfo message, an IFStateInfos entry or an SCMP packet. */
  MESSAGE,
  /** Beside segment records: accepted from any sender, never forwarded. */
  SEGMENT_RECORDS
}

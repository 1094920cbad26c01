package org.waymark.server.revocation;

/** How a revocation came, which decides whether it is handed on (PROTOCOL 7). */
public enum RevocationSource {
  /** By itself: a revInfo message, an IFStateInfos entry or an SCMP packet. */
  MESSAGE,
  /** Beside segment records: taken from any sender, never handed on. */
  SEGMENT_RECORDS
}

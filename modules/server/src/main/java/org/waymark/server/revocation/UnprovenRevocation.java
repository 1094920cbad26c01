package org.waymark.server.revocation;

import org.waymark.segment.Revocation;
import org.waymark.server.message.MessageOrigin;

/** A revocation that waits for a segment to prove against, with the message it came in. */
public record UnprovenRevocation(
    Revocation revocation, RevocationSource source, MessageOrigin origin) {}

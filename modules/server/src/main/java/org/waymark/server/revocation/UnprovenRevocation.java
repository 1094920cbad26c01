package org.waymark.server.revocation;

import org.waymark.segment.Revocation;
import org.waymark.server.message.MessageOrigin;

/** A revocation that waits for a segment that it matches, with the origin of its message. */
public record UnprovenRevocation(
    Revocation revocation, RevocationSource source, MessageOrigin origin) {}

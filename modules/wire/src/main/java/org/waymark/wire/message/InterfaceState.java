package org.waymark.wire.message;

import java.util.Optional;
import org.waymark.segment.Revocation;

/**
 * The state of one interface (PROTOCOL 2, IFStateInfo).
 *
 * @param revocation normally present if the interface is not active
 */
public record InterfaceState(long interfaceId, boolean active, Optional<Revocation> revocation) {}

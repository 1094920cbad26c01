package org.waymark.wire.message;

import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSign;

/**
 * A control payload with its signature (spec 2, SignedCtrlPld): what one UDP datagram holds.
 *
 * @param blob the packed control payload, verbatim
 * @param sign of type none when unsigned; not checked by a path server
 */
public record SignedControlPayload(ByteString blob, CapnpSign sign) {}

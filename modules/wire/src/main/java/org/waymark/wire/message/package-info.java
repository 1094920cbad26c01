/**
 * The messages of the control plane of 2018 as records (PROTOCOL 2, 4): a {@link
 * org.waymark.wire.message.ControlPayload} with its {@link org.waymark.wire.message.Message}, and,
 * one level below, the fields of segments and AS entries as they are on the wire.
 *
 * <p>A record named {@code ...Fields} may contain anything that a sender can write. Only the
 * conversion to a {@link org.waymark.segment.PathSegment} validates it.
 */
package org.waymark.wire.message;

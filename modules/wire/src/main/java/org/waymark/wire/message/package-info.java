/**
 * The messages of the control plane of 2018 as records (PROTOCOL 2, 4): a {@link
 * org.waymark.wire.message.ControlPayload} with its {@link org.waymark.wire.message.Message}, and,
 * one level below, the fields of segments and AS entries as they are on the wire.
 *
 * <p>A record named {@code ...Fields} may contain anything that a sender can write; whether it is a
 * path segment is decided when it is converted to a {@link org.waymark.segment.PathSegment}.
 */
package org.waymark.wire.message;

/**
 * The messages of the control plane of 2018 as records (PROTOCOL 2, 4): a {@link
 * org.waymark.wire.message.ControlPayload} with its {@link org.waymark.wire.message.Message}, and,
 * one level below, the fields of segments and AS entries as they stand on the wire.
 *
 * <p>A record named {@code ...Fields} may hold anything a sender can write; what it takes to be a
 * path segment is judged when it becomes an {@link org.waymark.segment.PathSegment}.
 */
package org.waymark.wire.message;

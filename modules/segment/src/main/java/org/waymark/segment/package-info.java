/**
 * The domain of a SCION path server: ISD-ASes, path segments, revocations and the hash trees that
 * prove them.
 *
 * <p>Everything here is immutable and pure: no I/O, no clock, no generated code. A {@link
 * org.waymark.segment.PathSegment} is one concept with several wire formats; only the modules
 * {@code wire}, which parses, and {@code trust}, which verifies, may depend on the format of a
 * segment.
 *
 * <p>"PROTOCOL 2.1" refers to a section of schemas/PROTOCOL.md, "ARCHITECTURE, Damping" to a
 * heading of modules/ARCHITECTURE.md.
 */
package org.waymark.segment;

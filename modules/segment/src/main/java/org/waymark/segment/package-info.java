/**
 * The domain of a SCION path server: ISD-AS numbers, path segments, revocations and the hash trees
 * that prove them.
 *
 * <p>Everything in this package is immutable and pure, without I/O, clocks or generated code. A
 * {@link org.waymark.segment.PathSegment} may have one of several wire formats. Only the modules
 * {@code wire}, which parses segments, and {@code trust}, which verifies them, may depend on the
 * format.
 *
 * <p>"PROTOCOL 2.1" refers to a section of schemas/PROTOCOL.md, and "ARCHITECTURE, Damping" to a
 * heading of modules/ARCHITECTURE.md.
 */
package org.waymark.segment;

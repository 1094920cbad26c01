/**
 * Codecs that convert between the bytes of the control plane of 2018 (PROTOCOL 2) and Waymark's own
 * types: the records of {@link org.waymark.wire.message}, and the segments, hop fields and
 * revocations of the domain.
 */
package org.waymark.wire.control;

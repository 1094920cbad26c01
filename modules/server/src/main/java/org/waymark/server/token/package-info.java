/**
 * Tokens (ARCHITECTURE, Tokens): reads that wait until this replica has reached the state that a
 * client has seen elsewhere, and writes that return the state in which they can be read.
 *
 * <p>{@link org.waymark.server.token.TokenReads} reads the store for callers in the same process,
 * and {@link org.waymark.server.token.TokenWrites} adds a token to the outcomes of registrations
 * and revocations. The protocol of 2018 has no place for tokens; its requests do not pass through
 * this package.
 *
 * <p>Example: a client registers a segment with replica A, which appends it at offset 4711 and
 * returns the token {@code ...:4712}. The client presents this token to replica B, which has
 * applied only the records before 4709. B keeps the read until it has applied the record 4711, and
 * then answers from that state or a later one.
 */
package org.waymark.server.token;

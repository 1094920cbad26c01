package org.waymark.wire.trust;

import org.waymark.segment.ByteString;

/**
 * A core AS in a TRC (PROTOCOL 3.1).
 *
 * @param onlineKey Ed25519 public key that signs TRC updates and core-AS certificates; 32 bytes if
 *     honest
 * @param offlineKey Ed25519 public key kept off the network; 32 bytes if honest
 */
public record CoreAs(ByteString onlineKey, ByteString offlineKey) {}

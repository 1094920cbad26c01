package org.waymark.wire.trust;

import org.waymark.segment.ByteString;

/**
 * A core AS in a TRC (PROTOCOL 3.1).
 *
 * @param onlineKey the Ed25519 public key for TRC updates and core-AS certificates; 32 bytes long
 *     in a valid TRC
 * @param offlineKey the Ed25519 public key whose private key is kept offline; 32 bytes long in a
 *     valid TRC
 */
public record CoreAs(ByteString onlineKey, ByteString offlineKey) {}

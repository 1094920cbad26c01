package org.waymark.store.snapshot;

import org.waymark.segment.ByteString;

/**
 * A file of a snapshot.
 *
 * @param size its size in bytes
 * @param sha256 the SHA-256 of its content, 32 bytes
 */
public record SnapshotFile(long size, ByteString sha256) {}

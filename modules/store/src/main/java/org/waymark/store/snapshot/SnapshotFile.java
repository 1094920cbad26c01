package org.waymark.store.snapshot;

import org.waymark.segment.ByteString;

/**
 * A file of a snapshot.
 *
 * @param size the file size in bytes
 * @param sha256 the SHA-256 of the content, 32 bytes
 */
public record SnapshotFile(long size, ByteString sha256) {}

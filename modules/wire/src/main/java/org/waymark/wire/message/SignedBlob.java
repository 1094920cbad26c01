package org.waymark.wire.message;

import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSign;

/**
 * Bytes with a signature (PROTOCOL 2, SignedBlob).
 *
 * @param blob the bytes, verbatim
 */
public record SignedBlob(ByteString blob, CapnpSign sign) {}

package org.waymark.audit.checkpoint;

import java.time.Instant;
import org.waymark.audit.note.VerifierKey;

/**
 * A witness's statement that, at a certain time, the checkpoint was the largest checkpoint of this
 * log that the witness had seen and was consistent with all earlier checkpoints (C2SP
 * tlog-cosignature, Ed25519 signed message). Witnesses make no statement about extension lines.
 */
public record Cosignature(VerifierKey witness, Instant time) {}

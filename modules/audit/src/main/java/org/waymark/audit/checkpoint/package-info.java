/**
 * Signed statements about a topic's Merkle tree: its size and its root (C2SP tlog-checkpoint).
 *
 * <pre>{@code
 * Checkpoint checkpoint = Checkpoint.of(Checkpoint.origin(topicName, topicId), edge, hasher);
 * SignedNote signed = checkpoint.signedBy(signer);
 * Decoded<VerifiedCheckpoint> read =
 *     new CheckpointVerifier(ed25519, origin, logKeys, witnesses).open(signed.encode());
 * }</pre>
 *
 * <p>Waymark's checkpoints contain the right edge of the tree. A replica without a store can
 * therefore continue the tree from a checkpoint, without the earlier leaves.
 */
package org.waymark.audit.checkpoint;

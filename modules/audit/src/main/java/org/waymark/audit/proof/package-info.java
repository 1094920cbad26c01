/**
 * Proofs about the Merkle tree of a topic, and their files (RFC 6962, 2.1.1 and 2.1.2; C2SP
 * tlog-proof).
 *
 * <p>An {@link org.waymark.audit.proof.InclusionProof} shows that a leaf is in a tree, a {@link
 * org.waymark.audit.proof.ConsistencyProof} that a tree extends another. A {@link
 * org.waymark.audit.proof.TiledTree} builds both from tiles. Verifying them needs neither tiles nor
 * the log:
 *
 * <pre>{@code
 * TiledTree tree = new TiledTree(tiles, checkpoint.size());
 * InclusionProof proof = tree.inclusion(offset);
 * ByteString file = new InclusionFile(Optional.of(entry), proof, note).encode();
 *
 * Decoded<VerifiedCheckpoint> verified =                       // somewhere else
 *     InclusionFile.parse(file).then(read -> read.verify(leafHash, checkpointVerifier));
 * }</pre>
 */
package org.waymark.audit.proof;

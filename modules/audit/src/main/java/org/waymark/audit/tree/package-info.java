/**
 * The Merkle tree of a topic (RFC 6962, 2.1): leaf n is record n.
 *
 * <p>{@link org.waymark.audit.tree.RecordLeaf} builds the entry of a record, {@link
 * org.waymark.audit.tree.TreeHasher} computes the hashes of leaves and nodes, and {@link
 * org.waymark.audit.tree.RightEdge} is the part of a tree that is needed in order to append to the
 * tree and to compute its root:
 *
 * <pre>{@code
 * TreeHasher hasher = new TreeHasher();
 * RightEdge edge = RightEdge.EMPTY;
 * for (LogRecord record : records) {
 *   edge = edge.append(RecordLeaf.hash(topicId, record), hasher);
 * }
 * ByteString root = edge.root(hasher);
 * }</pre>
 */
package org.waymark.audit.tree;

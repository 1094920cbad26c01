/**
 * The Merkle tree of a topic (RFC 6962, 2.1): leaf n is record n.
 *
 * <p>{@link org.waymark.audit.tree.RecordLeaf} is the entry of a record, {@link
 * org.waymark.audit.tree.TreeHasher} the two hashes of the tree, and {@link
 * org.waymark.audit.tree.RightEdge} as much of a tree as it takes to append to it and to know its
 * root:
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

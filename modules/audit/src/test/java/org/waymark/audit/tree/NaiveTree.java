package org.waymark.audit.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/** Implements the definitions of RFC 6962, section 2.1, word for word, over a list of entries. */
public final class NaiveTree {
  private NaiveTree() {}

  /** Makes entries that all differ. */
  public static List<ByteString> entries(int count) {
    return IntStream.range(0, count).mapToObj(i -> StrictText.utf8("entry " + i)).toList();
  }

  /** Computes MTH(D[n]). */
  public static ByteString root(List<ByteString> entries) {
    if (entries.isEmpty()) {
      return Sha256.hash(ByteString.EMPTY);
    }
    if (entries.size() == 1) {
      return leaf(entries.getFirst());
    }
    int k = Integer.highestOneBit(entries.size() - 1);
    return new Sha256()
        .addByte(1)
        .add(root(entries.subList(0, k)))
        .add(root(entries.subList(k, entries.size())))
        .digest();
  }

  public static ByteString leaf(ByteString entry) {
    return new Sha256().addByte(0).add(entry).digest();
  }

  /** Computes PATH(m, D[n]), section 2.1.1. */
  public static List<ByteString> path(int m, List<ByteString> entries) {
    int n = entries.size();
    if (n == 1) {
      return List.of();
    }
    int k = Integer.highestOneBit(n - 1);
    List<ByteString> left = entries.subList(0, k);
    List<ByteString> right = entries.subList(k, n);
    return m < k ? with(path(m, left), root(right)) : with(path(m - k, right), root(left));
  }

  /** Computes PROOF(m, D[n]), section 2.1.2. */
  public static List<ByteString> proof(int m, List<ByteString> entries) {
    return subProof(m, entries, true);
  }

  private static List<ByteString> subProof(int m, List<ByteString> entries, boolean whole) {
    int n = entries.size();
    if (m == n) {
      return whole ? List.of() : List.of(root(entries));
    }
    int k = Integer.highestOneBit(n - 1);
    List<ByteString> left = entries.subList(0, k);
    List<ByteString> right = entries.subList(k, n);
    return m <= k
        ? with(subProof(m, left, whole), root(right))
        : with(subProof(m - k, right, false), root(left));
  }

  private static List<ByteString> with(List<ByteString> hashes, ByteString last) {
    List<ByteString> all = new ArrayList<>(hashes);
    all.add(last);
    return all;
  }
}

package org.waymark.history.state;

import java.util.List;
import java.util.Optional;
import org.waymark.store.row.VersionPointer;

/** Pairs the versions of the same paths in two lists. */
final class VersionPairs {
  private VersionPairs() {}

  /** Receives the versions of paths, in the order of paths. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Receives the versions of a path before and after, at least one of which is present.
     *
     * @return whether to continue
     */
    boolean pair(Optional<VersionPointer> before, Optional<VersionPointer> after);
  }

  /** Visits the versions in two lists, matched by path. Both lists must be sorted by path. */
  static void visit(List<VersionPointer> before, List<VersionPointer> after, Visitor visitor) {
    int i = 0;
    int j = 0;
    boolean going = true;
    while (going && (i < before.size() || j < after.size())) {
      int order = order(before, i, after, j);
      going =
          visitor.pair(
              order <= 0 ? Optional.of(before.get(i)) : Optional.empty(),
              order >= 0 ? Optional.of(after.get(j)) : Optional.empty());
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
  }

  private static int order(List<VersionPointer> before, int i, List<VersionPointer> after, int j) {
    if (i == before.size()) {
      return 1;
    }
    return j == after.size() ? -1 : VersionPointer.BY_PATH.compare(before.get(i), after.get(j));
  }
}

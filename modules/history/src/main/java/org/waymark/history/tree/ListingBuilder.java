package org.waymark.history.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.waymark.history.QueryBounds;

/** Collects entries up to the bounds, and counts the entries beyond them. */
final class ListingBuilder {
  private final QueryBounds bounds;
  private final List<TreeListing.Entry> entries = new ArrayList<>();
  private long more;
  private boolean truncated;

  ListingBuilder(QueryBounds bounds) {
    this.bounds = bounds;
  }

  /**
   * Adds an entry, or counts it if there are too many.
   *
   * @return whether to continue
   */
  boolean add(TreePath path, boolean isFolder, Supplier<String> note) {
    if (entries.size() < bounds.results()) {
      entries.add(new TreeListing.Entry(path, isFolder, note.get()));
    } else {
      more++;
    }
    return !isOver();
  }

  /** {@return whether the time for the listing has run out} */
  boolean isOver() {
    truncated |= bounds.isTimeOver().getAsBoolean();
    return truncated;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  TreeListing listing() {
    return new TreeListing(entries, more, truncated);
  }
}

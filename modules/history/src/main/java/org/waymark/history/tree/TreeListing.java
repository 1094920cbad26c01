package org.waymark.history.tree;

import java.util.List;

/**
 * The folders and entries in a folder, or those found by a search, up to a limit.
 *
 * @param entries the folders and entries, in the order of the tree
 * @param more the number of further folders and entries
 * @param truncated whether there may be even more, because the time for the answer ran out
 */
public record TreeListing(List<Entry> entries, long more, boolean truncated) {
  public TreeListing {
    entries = List.copyOf(entries);
  }

  /**
   * A folder or an entry.
   *
   * @param note a short description of an entry; empty for folders
   */
  public record Entry(TreePath path, boolean isFolder, String note) {
    /** {@return the last name of the path} */
    public String name() {
      return path.names().getLast();
    }
  }
}

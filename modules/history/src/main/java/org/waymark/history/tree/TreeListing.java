package org.waymark.history.tree;

import java.util.List;

/**
 * Some of the folders and entries in a folder, or of those that were searched for.
 *
 * @param entries in the order of the tree
 * @param more how many others there are
 * @param truncated whether there may be even more, because the time for the answer was over
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

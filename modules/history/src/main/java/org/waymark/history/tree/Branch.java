package org.waymark.history.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The part of the tree below one name at its root. */
interface Branch {
  /** {@return the number of names that lead from the branch to an entry} */
  int depth();

  /** {@return whether the folder is there even if it is empty} */
  default boolean isPermanent(List<String> folder) {
    return folder.isEmpty();
  }

  /**
   * Visits the names in a folder, in order, each once.
   *
   * @param folder the names that lead from the branch to the folder; fewer than {@link #depth}
   * @param isOver whether to stop; checked also while no names are found
   */
  void visit(List<String> folder, BooleanSupplier isOver, Visitor visitor);

  /** Receives names. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes a name.
     *
     * @param note describes an entry; computed only if needed
     * @return whether to continue
     */
    boolean name(String name, Supplier<String> note);
  }

  /**
   * Describes an entry.
   *
   * @param entry as many names as {@link #depth}
   * @return empty if there is no such entry
   */
  Optional<JsonNode> content(List<String> entry);
}

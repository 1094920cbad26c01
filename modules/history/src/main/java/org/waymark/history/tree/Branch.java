package org.waymark.history.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A branch of the tree: everything below one of the folders in the root. */
interface Branch {
  /** {@return the number of names in a path from the branch to an entry} */
  int depth();

  /** {@return whether the folder exists even if it is empty} */
  default boolean isPermanent(List<String> folder) {
    return folder.isEmpty();
  }

  /**
   * Visits each name in a folder once, in order.
   *
   * @param folder the path from the branch to the folder, with fewer names than {@link #depth}
   * @param isOver returns whether to stop; checked even while no names are found
   */
  void visit(List<String> folder, BooleanSupplier isOver, Visitor visitor);

  /** Receives names. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Receives a name.
     *
     * @param note a supplier of the description of an entry, which is computed only if needed
     * @return whether to continue
     */
    boolean name(String name, Supplier<String> note);
  }

  /**
   * Describes an entry.
   *
   * @param entry the path of the entry, which consists of {@link #depth} names
   * @return the description; empty if there is no such entry
   */
  Optional<JsonNode> content(List<String> entry);
}

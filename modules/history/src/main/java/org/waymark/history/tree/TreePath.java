package org.waymark.history.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of a folder or an entry in the tree of a state.
 *
 * @param names the names, from the root downwards; empty for the root
 */
public record TreePath(List<String> names) {
  /** The root of the tree. */
  public static final TreePath ROOT = new TreePath(List.of());

  public TreePath {
    names = List.copyOf(names);
  }

  /** {@return the path with these names, from the root downwards} */
  public static TreePath of(String... names) {
    return new TreePath(List.of(names));
  }

  /**
   * Resolves a text, such as {@code ../core} or {@code /trust}, against this path. As in file
   * systems, {@code .} is the same folder, and {@code ..} is the parent folder; the parent of the
   * root is the root itself.
   */
  public TreePath resolve(String text) {
    List<String> resolved = text.startsWith("/") ? new ArrayList<>() : new ArrayList<>(names);
    for (String name : text.split("/")) {
      switch (name) {
        case "", "." -> {}
        case ".." -> {
          if (!resolved.isEmpty()) {
            resolved.removeLast();
          }
        }
        default -> resolved.add(name);
      }
    }
    return new TreePath(resolved);
  }

  TreePath child(String name) {
    List<String> longer = new ArrayList<>(names);
    longer.add(name);
    return new TreePath(longer);
  }

  /** {@return the path as text, like {@code /revocations/1-11/5}} */
  @Override
  public String toString() {
    return "/" + String.join("/", names);
  }
}

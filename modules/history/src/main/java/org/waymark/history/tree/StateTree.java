package org.waymark.history.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.store.history.HistoryView;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.RowKind;

/**
 * The state at a moment as a tree, whose folders are listed in the package description. The tree
 * shows all stored rows, whether or not they are valid. It can be read until the history is closed,
 * by one thread at a time.
 */
public final class StateTree {
  private final Map<String, Branch> branches = new LinkedHashMap<>();
  private final Moment moment;

  /**
   * @param moment the moment, whose state the history must cover
   */
  public StateTree(HistoryView history, Moment moment) {
    this.moment = moment;
    ReadView view = history.asOf(moment.next(), moment.clockMs());
    branches.put("segments", new SegmentBranch(history, view, moment));
    branches.put("revocations", new InterfaceBranch(history, view, moment, true));
    branches.put("interfaces", new InterfaceBranch(history, view, moment, false));
    branches.put("blocks", new NoticeBranch(view, RowKind.BLOCK));
    branches.put("quarantine", new NoticeBranch(view, RowKind.QUARANTINE));
    branches.put("trust", new TrustBranch(view));
  }

  /**
   * Lists a folder, or the entry itself if the path leads to one.
   *
   * @throws IllegalArgumentException if there is no such folder or entry
   */
  public TreeListing list(TreePath path, QueryBounds bounds) {
    ListingBuilder found = new ListingBuilder(bounds);
    if (isEntry(path)) {
      content(path);
      found.add(path, false, () -> "");
      return found.listing();
    }
    visit(
        path,
        found::isOver,
        (name, note) -> {
          TreePath child = path.child(name);
          return found.add(child, !isEntry(child), note);
        });
    if (found.isEmpty() && !isPermanent(path)) {
      throw missing(path);
    }
    return found.listing();
  }

  /**
   * Checks that a path leads to a folder.
   *
   * @throws IllegalArgumentException if the path does not lead to a folder
   */
  public void requireFolder(TreePath path) {
    if (isEntry(path)) {
      content(path);
      throw new IllegalArgumentException(path + " is not a folder: use cat to show it");
    }
    boolean[] found = {isPermanent(path)};
    visit(
        path,
        () -> false,
        (name, note) -> {
          found[0] = true;
          return false;
        });
    if (!found[0]) {
      throw missing(path);
    }
  }

  /**
   * Describes an entry.
   *
   * @throws IllegalArgumentException if the path leads to a folder or to nothing
   */
  public JsonNode content(TreePath path) {
    if (!isEntry(path)) {
      requireFolder(path);
      throw new IllegalArgumentException(path + " is a folder: use ls to list its contents");
    }
    List<String> entry = below(path);
    return branch(path)
        .filter(branch -> branch.depth() == entry.size())
        .flatMap(branch -> branch.content(entry))
        .orElseThrow(() -> missing(path));
  }

  /**
   * Finds folders and entries by their names.
   *
   * @param pattern a part of a name; or a whole name in which {@code *} and {@code ?} are
   *     wildcards; or, if it begins with {@code /}, a whole path with such wildcards
   * @throws IllegalArgumentException if there is no such folder
   */
  public TreeListing find(TreePath folder, String pattern, QueryBounds bounds) {
    requireFolder(folder);
    ListingBuilder found = new ListingBuilder(bounds);
    search(folder, pattern(pattern), pattern.startsWith("/"), found);
    return found.listing();
  }

  private void search(TreePath folder, Pattern pattern, boolean ofPath, ListingBuilder found) {
    visit(
        folder,
        found::isOver,
        (name, note) -> {
          TreePath path = folder.child(name);
          if (pattern.matcher(ofPath ? path.toString() : name).matches()) {
            found.add(path, !isEntry(path), note);
          }
          if (!isEntry(path)) {
            search(path, pattern, ofPath, found);
          }
          return !found.isOver();
        });
  }

  private static Pattern pattern(String text) {
    boolean isPart = !text.startsWith("/") && !text.contains("*") && !text.contains("?");
    String whole = isPart ? "*" + text + "*" : text;
    return Pattern.compile(
        whole
            .chars()
            .mapToObj(
                one ->
                    switch (one) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(one));
                    })
            .collect(Collectors.joining()));
  }

  private void visit(TreePath folder, BooleanSupplier isOver, Branch.Visitor visitor) {
    if (folder.names().isEmpty()) {
      branches.keySet().stream().allMatch(name -> visitor.name(name, () -> ""));
    } else {
      branch(folder).ifPresent(branch -> branch.visit(below(folder), isOver, visitor));
    }
  }

  private Optional<Branch> branch(TreePath path) {
    return path.names().stream().findFirst().map(branches::get);
  }

  private static List<String> below(TreePath path) {
    return path.names().subList(1, path.names().size());
  }

  /** {@return whether the path is long enough to lead to an entry} */
  private boolean isEntry(TreePath path) {
    return branch(path).filter(branch -> below(path).size() >= branch.depth()).isPresent();
  }

  private boolean isPermanent(TreePath path) {
    return path.names().isEmpty()
        || branch(path).filter(branch -> branch.isPermanent(below(path))).isPresent();
  }

  private IllegalArgumentException missing(TreePath path) {
    return new IllegalArgumentException(
        "there is no %s in the state before offset %d".formatted(path, moment.next()));
  }
}

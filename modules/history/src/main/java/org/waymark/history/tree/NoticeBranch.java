package org.waymark.history.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.waymark.history.query.BlockFields;
import org.waymark.history.query.SegmentFields;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.RowKind;

/** The rows of a kind that has few rows: {@code /blocks/SUBJECT}, {@code /quarantine/OFFSET}. */
final class NoticeBranch implements Branch {
  private final ReadView view;
  private final RowKind kind;

  /**
   * @param kind block or quarantine
   */
  NoticeBranch(ReadView view, RowKind kind) {
    this.view = view;
    this.kind = kind;
  }

  @Override
  public int depth() {
    return 1;
  }

  @Override
  public void visit(List<String> folder, BooleanSupplier isOver, Visitor visitor) {
    view.rows(kind).stream().allMatch(row -> visitor.name(name(row), () -> note(row)));
  }

  @Override
  public Optional<JsonNode> content(List<String> entry) {
    return view.rows(kind).stream()
        .filter(row -> name(row).equals(entry.getFirst()))
        .map(NoticeBranch::document)
        .findFirst();
  }

  private static String name(Row row) {
    return switch (row) {
      case Row.Block block -> block.subject().toString();
      case Row.Quarantine quarantine -> Long.toString(quarantine.offset());
      default -> throw unexpected(row);
    };
  }

  private static String note(Row row) {
    return switch (row) {
      case Row.Block block ->
          "until %s: %s".formatted(SegmentFields.time(block.untilMs()), block.reason());
      case Row.Quarantine quarantine -> quarantine.reason().text();
      default -> throw unexpected(row);
    };
  }

  private static JsonNode document(Row row) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    return switch (row) {
      case Row.Block block -> {
        BlockFields.put(block, node);
        yield node;
      }
      case Row.Quarantine quarantine ->
          node.put("offset", quarantine.offset())
              .put("recordedAt", SegmentFields.time(quarantine.recordTimeMs()))
              .put("reason", quarantine.reason().text());
      default -> throw unexpected(row);
    };
  }

  private static IllegalArgumentException unexpected(Row row) {
    return new IllegalArgumentException("not a block or quarantine row: " + row);
  }
}

package org.waymark.history.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.RowKind;

/** The accepted TRCs and certificate chains: {@code /trust/KIND/SUBJECT/VERSION}. */
final class TrustBranch implements Branch {
  private static final int DEPTH = 3;

  private final ReadView view;

  TrustBranch(ReadView view) {
    this.view = view;
  }

  @Override
  public int depth() {
    return DEPTH;
  }

  @Override
  public void visit(List<String> folder, BooleanSupplier isOver, Visitor visitor) {
    rows()
        .map(TrustBranch::names)
        .filter(names -> names.subList(0, folder.size()).equals(folder))
        .map(names -> names.get(folder.size()))
        .distinct()
        .allMatch(name -> visitor.name(name, () -> ""));
  }

  @Override
  public Optional<JsonNode> content(List<String> entry) {
    return rows().filter(row -> names(row).equals(entry)).map(TrustBranch::document).findFirst();
  }

  private Stream<Row.Trust> rows() {
    return view.rows(RowKind.TRUST).stream().map(Row.Trust.class::cast);
  }

  private static List<String> names(Row.Trust row) {
    return List.of(
        row.kind().text(), row.subject().toString(), Long.toUnsignedString(row.version()));
  }

  private static JsonNode document(Row.Trust row) {
    try {
      return new JsonMapper().readTree(row.json().toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("accepted trust material is not JSON", e);
    }
  }
}

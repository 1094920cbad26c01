package org.waymark.history.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.waymark.history.Moment;
import org.waymark.history.query.SegmentFields;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersions;
import org.waymark.store.row.Row;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;
import org.waymark.wire.event.RowKind;

/**
 * The interfaces that are used by a stored segment, have a stored revocation, or are reported down:
 * {@code /interfaces/ISD-AS/IF}. The branch {@code /revocations} contains only interfaces with
 * revocations.
 */
final class InterfaceBranch implements Branch {
  private static final int DEPTH = 2;

  private final HistoryView history;
  private final ReadView view;
  private final Moment moment;
  private final PastVersions versions;
  private final boolean onlyRevoked;

  InterfaceBranch(HistoryView history, ReadView view, Moment moment, boolean onlyRevoked) {
    this.history = history;
    this.view = view;
    this.moment = moment;
    this.onlyRevoked = onlyRevoked;
    versions = history.versions(moment.next());
  }

  @Override
  public int depth() {
    return DEPTH;
  }

  @Override
  public void visit(List<String> folder, BooleanSupplier isOver, Visitor visitor) {
    if (folder.isEmpty()) {
      history.ases().stream()
          .takeWhile(ia -> !isOver.getAsBoolean())
          .filter(ia -> history.interfaces(ia).stream().anyMatch(this::exists))
          .allMatch(ia -> visitor.name(ia.toString(), () -> ""));
      return;
    }
    history.interfaces(IsdAs.parse(folder.getFirst())).stream()
        .takeWhile(one -> !isOver.getAsBoolean())
        .filter(this::exists)
        .allMatch(one -> visitor.name(Long.toUnsignedString(one.id()), () -> note(one)));
  }

  private boolean exists(AsInterface one) {
    return !view.revocations(one.ia(), one.id()).isEmpty()
        || !onlyRevoked && (users(one).findFirst().isPresent() || down(one).isPresent());
  }

  /** {@return the stored paths that use the interface, either directly or for a peer link} */
  private Stream<SegmentKey> users(AsInterface one) {
    return history.segmentsUsing(one.ia(), one.id()).stream()
        .filter(key -> versions.of(key).filter(version -> uses(version, one)).isPresent());
  }

  private static boolean uses(SegmentValue version, AsInterface one) {
    return Stream.concat(version.hops().stream(), version.peers().stream())
        .anyMatch(
            hop ->
                hop.ia().equals(one.ia())
                    && (hop.ingress() == one.id() || hop.egress() == one.id()));
  }

  private Optional<Row.InterfaceDown> down(AsInterface one) {
    return view.rows(RowKind.INTERFACE_DOWN).stream()
        .map(Row.InterfaceDown.class::cast)
        .filter(row -> row.ia().equals(one.ia()) && row.interfaceId() == one.id())
        .findFirst();
  }

  private String note(AsInterface one) {
    List<StoredRevocation> revocations = view.revocations(one.ia(), one.id());
    if (onlyRevoked) {
      return revocations.stream().anyMatch(this::isCurrent) ? "in force" : "ended";
    }
    return "segments: %d%s%s"
        .formatted(
            users(one).count(),
            revocations.stream().anyMatch(this::isCurrent) ? ", revoked" : "",
            down(one).filter(row -> row.endMs() > moment.clockMs()).isPresent() ? ", down" : "");
  }

  private boolean isCurrent(StoredRevocation revocation) {
    return revocation.expiryMs() > moment.clockMs();
  }

  @Override
  public Optional<JsonNode> content(List<String> entry) {
    AsInterface one = AsInterface.parse(entry.getFirst() + "#" + entry.getLast());
    if (!exists(one)) {
      return Optional.empty();
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("interface", one.toString());
    if (!onlyRevoked) {
      ArrayNode users = node.putArray("users");
      users(one).forEach(key -> SegmentFields.put(key, users.addObject()));
      down(one).ifPresent(row -> node.put("downUntil", SegmentFields.time(row.endMs())));
    }
    ArrayNode revocations = node.putArray("revocations");
    view.revocations(one.ia(), one.id())
        .forEach(revocation -> put(revocation, revocations.addObject()));
    return Optional.of(node);
  }

  private void put(StoredRevocation one, ObjectNode node) {
    node.put("epoch", one.revocation().epoch());
    node.put("until", SegmentFields.time(one.expiryMs()));
    node.put("current", isCurrent(one));
    node.put("side", one.side().name().toLowerCase(Locale.ROOT));
    node.put("offset", one.offset());
    ArrayNode killed = node.putArray("killed");
    history.killedBy(one.offset()).forEach(key -> SegmentFields.put(key, killed.addObject()));
  }
}

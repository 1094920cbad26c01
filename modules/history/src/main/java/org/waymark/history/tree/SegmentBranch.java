package org.waymark.history.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.waymark.history.Moment;
import org.waymark.history.query.SegmentFields;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersions;
import org.waymark.store.history.PastVersions.Next;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/** The stored versions of paths: {@code /segments/TYPE/SRC/DST/ID}. */
final class SegmentBranch implements Branch {
  private static final int DEPTH = 4;

  private final HistoryView history;
  private final ReadView view;
  private final Moment moment;
  private final PastVersions versions;

  SegmentBranch(HistoryView history, ReadView view, Moment moment) {
    this.history = history;
    this.view = view;
    this.moment = moment;
    versions = history.versions(moment.next());
  }

  @Override
  public int depth() {
    return DEPTH;
  }

  @Override
  public boolean isPermanent(List<String> folder) {
    return folder.isEmpty() || folder.size() == 1 && type(folder.getFirst()).isPresent();
  }

  @Override
  public void visit(List<String> folder, BooleanSupplier isOver, Visitor visitor) {
    if (folder.isEmpty()) {
      Arrays.stream(SegmentType.values())
          .map(SegmentFields::text)
          .allMatch(type -> visitor.name(type, () -> ""));
      return;
    }
    Optional<SegmentType> type = type(folder.getFirst());
    if (type.isEmpty()) {
      return;
    }
    versions.scan(
        type.get(),
        folder.size() > 1 ? IsdAs.parse(folder.get(1)) : IsdAs.NONE,
        folder.size() > 2 ? IsdAs.parse(folder.get(2)) : IsdAs.NONE,
        (first, last, key, version) -> {
          if (version.isEmpty()) {
            return isOver.getAsBoolean() ? Next.NOWHERE : Next.PATH;
          }
          SegmentValue stored = version.get();
          return switch (folder.size()) {
            case 1 -> visitor.name(first.toString(), () -> "") ? Next.FIRST : Next.NOWHERE;
            case 2 -> visitor.name(last.toString(), () -> "") ? Next.ENDS : Next.NOWHERE;
            default ->
                visitor.name(key.id().shortText(), () -> note(stored)) ? Next.PATH : Next.NOWHERE;
          };
        });
  }

  private static Optional<SegmentType> type(String name) {
    return Arrays.stream(SegmentType.values())
        .filter(type -> SegmentFields.text(type).equals(name))
        .findFirst();
  }

  private String note(SegmentValue version) {
    return "%s, %s %s"
        .formatted(
            version.hops().stream().map(SegmentBranch::text).collect(Collectors.joining(">")),
            version.endMs() > moment.clockMs() ? "expires" : "expired",
            SegmentFields.time(version.endMs()));
  }

  private static String text(Hop hop) {
    return (hop.ingress() == 0 ? "" : hop.ingress() + " ")
        + hop.ia()
        + (hop.egress() == 0 ? "" : " " + hop.egress());
  }

  @Override
  public Optional<JsonNode> content(List<String> entry) {
    Optional<SegmentType> type = type(entry.getFirst());
    if (type.isEmpty()) {
      return Optional.empty();
    }
    String digits = entry.getLast().toLowerCase(Locale.ROOT);
    List<SegmentKey> found = new ArrayList<>();
    versions.scan(
        type.get(),
        IsdAs.parse(entry.get(1)),
        IsdAs.parse(entry.get(2)),
        (first, last, key, version) -> {
          if (version.isPresent() && key.id().toString().startsWith(digits)) {
            found.add(key);
          }
          return Next.PATH;
        });
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "the ids of %d segments begin with %s, such as %s and %s: give more digits"
              .formatted(found.size(), digits, found.getFirst().id(), found.getLast().id()));
    }
    return found.stream().findFirst().map(this::document);
  }

  private ObjectNode document(SegmentKey key) {
    StoredSegment stored = view.version(key).orElseThrow();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    SegmentFields.put(key, node);
    SegmentFields.put(stored.segment().hops(), node);
    node.put("timestamp", Instant.ofEpochSecond(stored.segment().timestampS()).toString());
    node.put("end", SegmentFields.time(stored.segment().endMs()));
    node.put("offset", stored.offset());
    node.put("recordedAt", SegmentFields.time(stored.recordTimeMs()));
    node.put("live", view.live(key, moment.clockMs()).isPresent());
    node.put("hidden", view.hides(stored.segment(), moment.clockMs()));
    history.source(key, stored.offset()).ifPresent(source -> SegmentFields.put(source, node));
    return node;
  }
}

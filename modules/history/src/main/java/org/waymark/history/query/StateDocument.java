package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.SegmentIds;
import org.waymark.history.state.BlocksAsOf;
import org.waymark.history.state.PathsAsOf;
import org.waymark.history.state.RevocationsAsOf;
import org.waymark.history.state.SegmentsAsOf;
import org.waymark.history.state.TrustAsOf;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.Row;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;
import org.waymark.trust.TrustEnd;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** Answers the queries about the state at {@code asOf}. */
final class StateDocument {
  private StateDocument() {}

  /**
   * Answers the query {@code segments}, which lists the segments that the filter selects, in {@code
   * segments}.
   */
  static ObjectNode segments(QueryContext context) {
    Moment moment = context.moment("asOf");
    SegmentsAsOf found =
        SegmentsAsOf.of(context.history(), moment, context.filter(), context.bounds());
    ObjectNode answer = context.answer(moment);
    answer.put("found", !found.segments().isEmpty());
    ArrayNode segments = answer.putArray("segments");
    found.segments().forEach(stored -> segments.add(document(stored)));
    answer.put("truncated", found.truncated());
    return answer;
  }

  private static ObjectNode document(StoredSegment stored) {
    PathSegment segment = stored.segment();
    ObjectNode node = JsonNodes.object();
    SegmentFields.put(stored.key(), node);
    SegmentFields.put(segment.hops(), node);
    node.put("timestamp", Instant.ofEpochSecond(segment.timestampS()).toString());
    node.put("end", SegmentFields.time(segment.endMs()));
    node.put("offset", stored.offset());
    node.put("recordedAt", SegmentFields.time(stored.recordTimeMs()));
    return node;
  }

  /**
   * Answers the query {@code segment}, which lists the stored versions of the segment {@code id},
   * one for each type, in {@code segments}. Each version has {@code live} (valid and not hidden),
   * {@code hidden}, {@code source} and {@code bytes}.
   */
  static ObjectNode segment(QueryContext context) {
    Moment moment = context.moment("asOf");
    List<SegmentKey> keys = SegmentIds.find(context.history(), context.text("id"));
    ReadView view = context.history().asOf(moment.next(), moment.clockMs());
    ObjectNode answer = context.answer(moment);
    ArrayNode segments = answer.putArray("segments");
    boolean live = false;
    for (SegmentKey key : keys) {
      Optional<StoredSegment> stored = view.version(key);
      if (stored.isPresent()) {
        boolean isLive = view.live(key, moment.clockMs()).isPresent();
        live |= isLive;
        ObjectNode node = document(stored.get());
        node.put("live", isLive);
        node.put("hidden", view.hides(stored.get().segment(), moment.clockMs()));
        context
            .history()
            .source(key, stored.get().offset())
            .ifPresent(source -> SegmentFields.put(source, node));
        node.put(
            "bytes",
            Base64.getEncoder().encodeToString(stored.get().segment().bytes().unsafeBytes()));
        segments.add(node);
      }
    }
    answer.put("found", live);
    answer.put("truncated", false);
    return answer;
  }

  /**
   * Answers the query {@code revocations}, which lists the revocations by the AS {@code as}, or by
   * all ASes, in {@code revocations}. If {@code ended} is true, the list includes revocations that
   * no longer kill segments.
   */
  static ObjectNode revocations(QueryContext context) {
    Moment moment = context.moment("asOf");
    RevocationsAsOf found =
        RevocationsAsOf.of(
            context.history(),
            moment,
            context.isdAs("as"),
            context.query().path("ended").asBoolean(),
            context.bounds());
    ObjectNode answer = context.answer(moment);
    answer.put("found", !found.revocations().isEmpty());
    ArrayNode revocations = answer.putArray("revocations");
    boolean whole =
        addWhileThereIsTime(
            found.revocations(), one -> document(one, context, moment), context, revocations);
    answer.put("truncated", found.truncated() || !whole);
    return answer;
  }

  private static ObjectNode document(StoredRevocation one, QueryContext context, Moment moment) {
    ObjectNode node = JsonNodes.object();
    node.put(
        "interface",
        new AsInterface(one.revocation().ia(), one.revocation().interfaceId()).toString());
    node.put("epoch", one.revocation().epoch());
    node.put("until", SegmentFields.time(one.expiryMs()));
    node.put("current", one.expiryMs() > moment.clockMs());
    node.put("side", one.side().name().toLowerCase(Locale.ROOT));
    node.put("offset", one.offset());
    context
        .history()
        .record(one.offset())
        .ifPresent(record -> node.put("recordedAt", SegmentFields.time(record.recordTimeMs())));
    node.put("killed", context.history().killedBy(one.offset()).size());
    return node;
  }

  /** Answers the {@code blocks} query: the field {@code blocks} lists the blocks in force. */
  static ObjectNode blocks(QueryContext context) {
    Moment moment = context.moment("asOf");
    BlocksAsOf found = BlocksAsOf.of(context.history(), moment, context.bounds());
    ObjectNode answer = context.answer(moment);
    answer.put("found", !found.blocks().isEmpty());
    ArrayNode blocks = answer.putArray("blocks");
    found.blocks().forEach(one -> blocks.add(document(one)));
    answer.put("truncated", found.truncated());
    return answer;
  }

  private static ObjectNode document(BlocksAsOf.StoredBlock one) {
    ObjectNode node = JsonNodes.object().put("offset", one.offset());
    BlockFields.put(one.row(), node);
    return node;
  }

  /**
   * Answers the query {@code trust}, which lists the TRCs and chains that had been accepted by
   * then, in {@code trust}.
   */
  static ObjectNode trust(QueryContext context) {
    Moment moment = context.until("asOf");
    TrustAsOf found = TrustAsOf.of(context.history(), moment);
    ObjectNode answer = context.answer(moment);
    answer.put("found", !found.rows().isEmpty());
    ArrayNode trust = answer.putArray("trust");
    boolean whole = addWhileThereIsTime(found.rows(), row -> document(row, moment), context, trust);
    answer.put("truncated", !whole);
    return answer;
  }

  /**
   * Adds descriptions to elements. {@return whether there was enough time to describe all of them}
   */
  private static <T> boolean addWhileThereIsTime(
      List<T> all, Function<T, ObjectNode> document, QueryContext context, ArrayNode list) {
    for (T one : all) {
      if (context.isTimeOver().getAsBoolean()) {
        return false;
      }
      list.add(document.apply(one));
    }
    return true;
  }

  private static ObjectNode document(Row.Trust row, Moment moment) {
    ObjectNode node = JsonNodes.object();
    node.put("kind", row.kind().text());
    node.put("subject", row.subject().toString());
    node.put("version", Long.toUnsignedString(row.version()));
    TrustEnd end = end(row);
    node.put("end", Instant.ofEpochMilli(end.endMs()).toString());
    node.put("valid", end.endMs() > moment.clockMs());
    return node;
  }

  private static TrustEnd end(Row.Trust row) {
    return row.kind() == TrustKind.TRC
        ? TrustEnd.of(Trc.parse(row.json()).orElseThrow())
        : TrustEnd.of(CertificateChain.parse(row.json()).orElseThrow()).getFirst();
  }

  /**
   * Answers the query {@code paths}, which lists the paths from {@code src} to {@code dst} over the
   * stored segments, in {@code paths}. Each path includes its segments.
   */
  static ObjectNode paths(QueryContext context) {
    IsdAs source = IsdAs.parse(context.text("src"));
    IsdAs destination = IsdAs.parse(context.text("dst"));
    Moment moment = context.moment("asOf");
    QueryBounds bounds = context.bounds();
    PathsAsOf found = PathsAsOf.of(context.history(), moment, source, destination, bounds);
    ObjectNode answer = context.answer(moment);
    answer.put("found", !found.paths().isEmpty());
    answer.put("src", source.toString());
    answer.put("dst", destination.toString());
    ArrayNode paths = answer.putArray("paths");
    found.paths().forEach(path -> paths.add(document(path)));
    answer.put("truncated", found.truncated());
    return answer;
  }

  private static ObjectNode document(EndToEndPath path) {
    ObjectNode node = PathDocument.document(path);
    ArrayNode segments = node.putArray("segments");
    path.parts().forEach(part -> segments.add(part.segment().id().toString()));
    return node;
  }
}

package org.waymark.server.request;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.resolve.Resolution;
import org.waymark.resolve.Resolver;
import org.waymark.runtime.Clock;
import org.waymark.segment.Revocation;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.ReadView;
import org.waymark.store.StoreException;
import org.waymark.store.StoredSegment;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Answers path requests from the store (spec 6). There is no reply when nothing is found, and none
 * before the store is complete: half an answer would be believed.
 *
 * <p>Safe for use by several threads.
 */
public final class RequestDesk {
  private static final Logger log = LoggerFactory.getLogger(RequestDesk.class);

  private final ServerSettings settings;
  private final ServingStore store;
  private final Resolver resolver;
  private final Readiness readiness;
  private final ServerMetrics metrics;
  private final Clock clock;
  private final LogLines lines;

  public RequestDesk(
      ServerSettings settings,
      ServingStore store,
      Readiness readiness,
      ServerMetrics metrics,
      Clock clock,
      LogLines lines) {
    this.settings = settings;
    this.store = store;
    this.resolver = new Resolver(settings.local(), settings.maxSegments());
    this.readiness = readiness;
    this.metrics = metrics;
    this.clock = clock;
    this.lines = lines;
  }

  public void answer(SegmentRequest request, MessageOrigin origin, Replies replies) {
    if (request.dst().equals(settings.local().ia())) {
      lines.warn(log, "{} asks for the own AS: dropped", origin);
      metrics.requestDropped("own-as");
      return;
    }
    if (!readiness.hasCaughtUp()) {
      // Whatever the state is called: a log that goes away during replay leaves half a store.
      metrics.notReady();
      log.debug("{} came before the store is complete: dropped", origin);
      return;
    }
    answerFromStore(request, origin, replies);
  }

  private void answerFromStore(SegmentRequest request, MessageOrigin origin, Replies replies) {
    Resolution resolution;
    try (ReadView view = store.view()) {
      resolution = resolver.resolve(request, view, clock.wallMs());
    } catch (StoreException unavailable) {
      metrics.requestDropped("unavailable");
      log.error("{} cannot be answered: {}", origin, unavailable.getMessage());
      return;
    }
    if (resolution.isNothing()) {
      metrics.foundNothing();
      log.debug("{} found nothing for {}", origin, request.dst());
      return;
    }
    Resolution fitting = ReplyFit.fit(resolution, replies.maxPayloadBytes());
    if (fitting != resolution) {
      metrics.cut();
      if (fitting.isNothing()) {
        log.debug("{} cannot be answered: nothing found for {} fits", origin, request.dst());
        return;
      }
    }
    replies.send(new ControlPayload(reply(request, fitting), origin.requestId()));
    metrics.answered();
    log.debug("{} answered for {}", origin, request.dst());
  }

  private SegmentReply reply(SegmentRequest request, Resolution resolution) {
    List<StoredSegment> segments = new ArrayList<>();
    segments.addAll(resolution.up());
    segments.addAll(resolution.core());
    segments.addAll(resolution.down());
    return new SegmentReply(request, records(segments, resolution.revocations()));
  }

  private static SegmentRecords records(
      List<StoredSegment> segments, List<Revocation> revocations) {
    List<SegmentRecord> records = new ArrayList<>(segments.size());
    for (StoredSegment stored : segments) {
      records.add(SegmentRecord.of(stored.type(), stored.segment()));
    }
    return SegmentRecords.of(records, revocations);
  }
}

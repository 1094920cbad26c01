package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.NextStep;
import org.waymark.resolve.Resolution;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Replies;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StateMark;
import org.waymark.wire.control.FramedPayload;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

class KeptAnswersTest {
  private static final long SINCE_MS = 1_000;
  private static final long UNTIL_MS = 2_000;
  private static final long ID = 0x0102_0304_0506_0708L;
  private static final Replies WIDE = new SentReplies(60_000);

  private final PathSegment segment =
      Network.of(NetworkTopology.twoIsds(), 7, new VirtualClock(1_520_000_000_000L))
          .segments()
          .along("1-11", "1-14")
          .make();
  private final KeptAnswers answers = new KeptAnswers(state -> true);
  private final StateMark state = state();

  private static StateMark state() {
    try (Store store = Store.inMemory(ApplySettings.DEFAULT);
        ReadView view = store.view()) {
      return view.mark().orElseThrow();
    }
  }

  private static SegmentRequest request(long dst) {
    return new SegmentRequest(IsdAs.parse("1-11"), IsdAs.of(1, dst), false, false);
  }

  private FramedPayload keep(long dst) {
    offer(dst);
    return offer(dst);
  }

  private FramedPayload offer(long dst) {
    StoredSegment stored = new StoredSegment(segment, SegmentType.DOWN, 0, 0);
    Resolution resolution =
        new Resolution(List.of(), List.of(), List.of(stored), List.of(), new NextStep.Nothing());
    FramedPayload framed =
        FramedPayload.of(
            new ControlPayload(
                new SegmentReply(
                    request(dst),
                    SegmentRecords.of(
                        List.of(SegmentRecord.of(SegmentType.DOWN, segment)), List.of())),
                ID));
    answers.keep(new KeptAnswers.Validity(state, SINCE_MS, UNTIL_MS), resolution, framed);
    return framed;
  }

  private boolean isFound(SegmentRequest request, long requestId, long nowMs, Replies replies) {
    return answers.find(request, requestId, nowMs, replies).isPresent();
  }

  @Test
  void answerIsFoundAtAnyTimeBetweenItsResolutionAndItsEnd() {
    FramedPayload framed = keep(14);
    for (long nowMs : new long[] {SINCE_MS, UNTIL_MS - 1}) {
      KeptAnswers.Answer found = answers.find(request(14), ID, nowMs, WIDE).orElseThrow();
      assertEquals(framed, found.to(ID));
      assertEquals(ID + 1, found.to(ID + 1).payload().requestId());
    }
    assertFalse(isFound(request(14), ID, SINCE_MS - 1, WIDE), "the clock went back");
    assertFalse(isFound(request(14), ID, UNTIL_MS, WIDE));
  }

  @Test
  void answerToTheFirstRequestIsNotKept() {
    offer(14);
    assertFalse(isFound(request(14), ID, SINCE_MS, WIDE));
    offer(14);
    assertTrue(isFound(request(14), ID, SINCE_MS, WIDE));
  }

  @Test
  void answerBelongsToItsRequestAndToIdsLikeItsOwn() {
    keep(14);
    assertTrue(isFound(request(14), -1, SINCE_MS, WIDE));
    assertFalse(isFound(request(15), ID, SINCE_MS, WIDE));
    assertFalse(isFound(request(14), 1, SINCE_MS, WIDE));
  }

  @Test
  void answerThatDoesNotFitIsNotFound() {
    int bytes = keep(14).bytes().size();
    assertTrue(isFound(request(14), ID, SINCE_MS, new SentReplies(bytes)));
    assertFalse(isFound(request(14), ID, SINCE_MS, new SentReplies(bytes - 1)));
  }

  @Test
  void memoryIsBounded() {
    int asked = 20_000;
    LongStream.rangeClosed(1, asked).forEach(this::keep);
    long found =
        LongStream.rangeClosed(1, asked)
            .filter(dst -> isFound(request(dst), ID, SINCE_MS, WIDE))
            .count();
    long bytes = found * (segment.memoryBytes() + segment.bytes().size());
    assertTrue(found > 100 && bytes < 32 << 20, () -> found + " answers of " + asked);
  }
}

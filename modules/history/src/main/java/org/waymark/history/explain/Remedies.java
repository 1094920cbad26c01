package org.waymark.history.explain;

import java.util.List;
import org.waymark.history.Moment;
import org.waymark.segment.AsInterface;
import org.waymark.store.history.HistoryView;
import org.waymark.store.view.StoredRevocation;

/** Describes what would have made an unusable segment usable. */
final class Remedies {
  private static final int MAX_NAMED = 10;

  private final HistoryView history;
  private final Moment moment;

  Remedies(HistoryView history, Moment moment) {
    this.history = history;
    this.moment = moment;
  }

  /**
   * {@return the offsets of the revocation that removed a segment and of the later revocations that
   * would also have removed it} A replay must leave out all of them to keep the segment.
   */
  private String revokedAt(Evidence evidence) {
    long first = evidence.offset().orElseThrow();
    List<Long> offsets =
        evidence.interfaceId().stream()
            .flatMap(one -> history.revocations(one.ia(), one.id()).stream())
            .map(StoredRevocation::offset)
            .filter(offset -> offset >= first && offset < moment.next())
            .distinct()
            .sorted()
            .toList();
    String listed =
        String.join(", ", offsets.stream().limit(MAX_NAMED).map(String::valueOf).toList());
    return switch (offsets.size()) {
      case 0 -> "offset " + first;
      case 1 -> "offset " + listed;
      default ->
          "offsets "
              + listed
              + (offsets.size() > MAX_NAMED
                  ? " and %d more".formatted(offsets.size() - MAX_NAMED)
                  : "");
    };
  }

  /**
   * {@return a sentence that says what would have made a segment usable}
   *
   * @param wanted a description of the missing segment
   */
  String of(SegmentFate fate, String wanted) {
    Evidence evidence = fate.evidence();
    String event = evidence.offset().isPresent() ? "offset " + evidence.offset().getAsLong() : "";
    String revoked = evidence.interfaceId().map(AsInterface::toString).orElse("an interface");
    return switch (fate.reason()) {
      case EXPIRED -> "It would work if " + wanted + " had been registered again before it ended.";
      case REVOKED ->
          "It would work without the revocation of "
              + revoked
              + " at "
              + revokedAt(evidence)
              + ", or if "
              + wanted
              + " were registered after the revocation had ended.";
      case KILLED_ON_ARRIVAL ->
          "It would work if "
              + wanted
              + " were registered after the revocation of "
              + revoked
              + " had ended.";
      case QUARANTINED ->
          "It would work if the record at " + event + " were valid: " + evidence.text() + ".";
      case BLOCKED -> "It would work if the block at " + event + " were lifted.";
      case INTERFACE_DOWN ->
          "It would work if "
              + revoked
              + " were up, or after the end of the notice at "
              + event
              + ".";
      case NOT_CORE ->
          "It would work if the TRC listed "
              + fate.hops().getFirst().ia()
              + " as core, or if "
              + wanted
              + " started at another core AS.";
      case NOT_RUNNING,
          NOT_READY,
          NEVER_REGISTERED,
          NOT_FETCHED,
          REFUSED,
          NOT_APPLIED,
          HELD,
          STALE,
          DIVERGED,
          NOT_JOINABLE ->
          throw new IllegalArgumentException(
              "this cannot be the fate of a segment: " + fate.reason());
    };
  }
}

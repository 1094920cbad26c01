package org.waymark.edge.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.trust.TrustEnd;
import org.waymark.wire.trust.Trc;

/**
 * Adds the first TRCs of ISDs to an existing log. Only an operator can do this, because the network
 * has no way to verify the first TRC of an ISD. Every replica accepts these TRCs when it reads them
 * from the log.
 */
public final class LogAnchors {
  private final EventLog log;
  private final String writer;
  private final long nowMs;

  /** The trust material of the log, folded by the same rules as in every replica. */
  private final Store folded;

  private boolean allThere = true;
  private final List<String> lines = new ArrayList<>();

  /**
   * The result of adding anchors.
   *
   * @param allThere whether the log now contains all TRCs
   * @param lines one or more lines for each TRC, for the operator
   */
  public record Outcome(boolean allThere, List<String> lines) {
    public Outcome {
      lines = List.copyOf(lines);
    }
  }

  private LogAnchors(EventLog log, String writer, long nowMs, Store folded) {
    this.log = log;
    this.writer = writer;
    this.nowMs = nowMs;
    this.folded = folded;
  }

  /**
   * Adds TRCs to the log as anchors. A TRC whose ISD already has an accepted TRC has no effect.
   *
   * @param log the log, whose topics have been verified
   * @param writer the name of the writer in the records
   * @param nowMs the current time, in Unix milliseconds
   * @return the result for each TRC
   * @throws LogException if the log cannot be read or appended to
   */
  public static Outcome add(EventLog log, List<Trc> trcs, String writer, long nowMs) {
    try (Store folded = Store.inMemory(ApplySettings.DEFAULT)) {
      folded.requireLog(log.identity());
      LogAnchors anchors = new LogAnchors(log, writer, nowMs, folded);
      anchors.read();
      trcs.stream()
          .sorted(
              Comparator.comparingInt(Trc::isd).thenComparing(Trc::version, Long::compareUnsigned))
          .forEach(anchors::add);
      return new Outcome(anchors.allThere, anchors.lines);
    }
  }

  private void read() {
    Position from =
        folded
            .position(Topic.TRUST)
            .orElseGet(() -> log.identity().at(Topic.TRUST, log.start(Topic.TRUST)));
    log.readToEnd(Topic.TRUST, from, records -> folded.apply(Topic.TRUST, records));
  }

  private void add(Trc trc) {
    if (settled(trc)) {
      return;
    }
    long offset = append(trc);
    read();
    if (folded.trust().trc(trc.isd(), trc.version()).filter(trc::equals).isEmpty()) {
      // Another writer appended an anchor first.
      settled(trc);
      return;
    }
    lines.add(
        "Added the %s to the log at offset %d as the anchor of that ISD: core ASes %s, valid from"
                .formatted(trc, offset, trc.coreAses().keySet())
            + " %s, SHA-256 of its text %s"
                .formatted(Instant.ofEpochSecond(trc.creationTimeS()), trc.digest()));
    TrustEnd end = TrustEnd.of(trc);
    if (end.endMs() <= nowMs) {
      lines.add(
          end.text(nowMs)
              + ": segments of that ISD are rejected until the log has the next version of the"
              + " TRC");
    }
  }

  /** {@return whether the ISD already has a TRC, so that no record has to be appended} */
  private boolean settled(Trc trc) {
    Optional<Trc> newest = folded.trust().newestTrc(trc.isd());
    if (newest.isEmpty()) {
      return false;
    }
    Optional<Trc> same = folded.trust().trc(trc.isd(), trc.version());
    if (same.isEmpty()) {
      allThere = false;
      lines.add(
          ("Did not add the %s: the ISD already has an anchor and is at version %d; put later"
                      + " versions into")
                  .formatted(trc, newest.get().version())
              + " the certificate folder of a replica");
    } else if (same.get().signedBytes().equals(trc.signedBytes())) {
      lines.add("The log already has the %s; nothing was changed".formatted(trc));
    } else {
      allThere = false;
      lines.add(
          ("Did not add the %s: the log has a different TRC with that version, whose SHA-256 is"
                      + " %s; ask")
                  .formatted(trc, same.get().digest())
              + " the core ASes of ISD "
              + trc.isd()
              + " which of the two is theirs");
    }
    return true;
  }

  private long append(Trc trc) {
    try {
      return log.append(Topic.TRUST, TrustEntries.anchor(trc, writer)).join().offset();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof LogException told ? told : failed;
    }
  }
}

package org.waymark.server.settings;

import java.util.List;
import org.waymark.audit.note.VerifierKey;

/**
 * Where the fold of a replica without a store begins, and how much of the past the replica keeps.
 *
 * @param checkpointKeys the accepted keys for checkpoints in {@code .audit}: a fold begins only at
 *     a checkpoint signed with one of them. If there are none, signatures are not verified
 */
public record FoldSettings(HistoryDepth depth, List<VerifierKey> checkpointKeys) {
  public FoldSettings {
    checkpointKeys = List.copyOf(checkpointKeys);
  }

  /** The default history, without any checkpoint key. */
  public static final FoldSettings DEFAULT = of(HistoryDepth.DEFAULT);

  /** {@return settings without checkpoint keys} */
  public static FoldSettings of(HistoryDepth depth) {
    return new FoldSettings(depth, List.of());
  }
}

package org.waymark.server.settings;

import java.util.List;
import org.waymark.audit.note.VerifierKey;

/**
 * Where the fold of a replica without a store begins, and how much of the past it keeps.
 *
 * @param checkpointKeys the keys one of which must have signed a checkpoint in {@code .audit} with
 *     which a fold begins; without any, signatures are not verified
 */
public record FoldSettings(HistoryDepth depth, List<VerifierKey> checkpointKeys) {
  public FoldSettings {
    checkpointKeys = List.copyOf(checkpointKeys);
  }

  /** The default history, and no key. */
  public static final FoldSettings DEFAULT = of(HistoryDepth.DEFAULT);

  /** {@return settings without a key} */
  public static FoldSettings of(HistoryDepth depth) {
    return new FoldSettings(depth, List.of());
  }
}

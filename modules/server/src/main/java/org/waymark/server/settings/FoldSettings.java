package org.waymark.server.settings;

import java.util.Optional;
import org.waymark.audit.note.VerifierKey;

/**
 * Where the fold of a replica without a store begins, and how much of the past it keeps.
 *
 * @param checkpointKey the key that must have signed a checkpoint in {@code .audit} for a fold to
 *     begin with that checkpoint; without a key, signatures are not verified
 */
public record FoldSettings(HistoryDepth depth, Optional<VerifierKey> checkpointKey) {
  /** The default history, and no key. */
  public static final FoldSettings DEFAULT = of(HistoryDepth.DEFAULT);

  /** {@return settings without a key} */
  public static FoldSettings of(HistoryDepth depth) {
    return new FoldSettings(depth, Optional.empty());
  }
}

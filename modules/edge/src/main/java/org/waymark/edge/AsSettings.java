package org.waymark.edge;

import java.nio.file.Path;
import org.waymark.segment.Revocation;

/**
 * The parts of {@code as.yml} a path server needs (spec 3).
 *
 * @param revocationTreeTtlS lifetime of one revocation tree of this AS in seconds: that of its
 *     segments, when that is longer
 */
public record AsSettings(int revocationTreeTtlS) {
  private static final int DEFAULT_TTL_S = 21_600;

  /**
   * {@return what the file says}
   *
   * @throws StartupException when it cannot be read or a value is of the wrong kind
   */
  public static AsSettings read(Path file) throws StartupException {
    SettingsFile settings = SettingsFile.yaml(file);
    int segmentTtlS = settings.number("PathSegmentTTL", 1, Integer.MAX_VALUE, DEFAULT_TTL_S);
    int treeTtlS = settings.number("RevocationTreeTTL", 1, Integer.MAX_VALUE, segmentTtlS);
    int longerS = Math.max(treeTtlS, segmentTtlS);
    if (longerS % Revocation.EPOCH_S != 0) {
      throw new StartupException(
          file
              + ": the longer of RevocationTreeTTL and PathSegmentTTL is "
              + longerS
              + ", expected a multiple of "
              + Revocation.EPOCH_S);
    }
    return new AsSettings(longerS);
  }
}

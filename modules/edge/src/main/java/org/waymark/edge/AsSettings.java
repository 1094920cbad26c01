package org.waymark.edge;

import java.nio.file.Path;

/**
 * The parts of {@code as.yml} a path server needs (spec 3).
 *
 * @param pathSegmentTtlS most lifetime of a segment of this AS in seconds
 * @param revocationTreeTtlS lifetime of one revocation tree of this AS in seconds, not shorter
 */
public record AsSettings(int pathSegmentTtlS, int revocationTreeTtlS) {
  private static final int DEFAULT_TTL_S = 21_600;
  private static final int EPOCH_S = 10;

  /**
   * {@return what the file says}
   *
   * @throws StartupException when it cannot be read or a value is of the wrong kind
   */
  public static AsSettings read(Path file) throws StartupException {
    SettingsFile settings = SettingsFile.yaml(file);
    int segmentTtlS = settings.number("PathSegmentTTL", 1, Integer.MAX_VALUE, DEFAULT_TTL_S);
    int treeTtlS = settings.number("RevocationTreeTTL", EPOCH_S, Integer.MAX_VALUE, segmentTtlS);
    if (treeTtlS % EPOCH_S != 0) {
      throw new StartupException(
          file + ": RevocationTreeTTL is " + treeTtlS + ", expected a multiple of 10");
    }
    return new AsSettings(segmentTtlS, Math.max(treeTtlS, segmentTtlS));
  }
}

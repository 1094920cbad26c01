package org.waymark.edge;

import java.nio.file.Path;
import java.util.Base64;
import org.waymark.segment.Revocation;

/**
 * What {@code as.yml} says (spec 3). A path server needs the lifetime of revocation trees; the
 * other keys concern beacon servers and border routers, and are held to their kinds only, so that a
 * damaged file does not go unnoticed.
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
    holdOthers(settings);
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

  private static void holdOthers(SettingsFile settings) throws StartupException {
    if (settings.has("MasterASKey")) {
      settings.parsed("MasterASKey", "a key in base64", Base64.getDecoder()::decode);
    }
    if (settings.has("RegisterPath")) {
      settings.flag("RegisterPath");
    }
    for (String key : new String[] {"PropagateTime", "RegisterTime", "CertChainVersion"}) {
      settings.number(key, 0, Integer.MAX_VALUE, 0);
    }
  }
}

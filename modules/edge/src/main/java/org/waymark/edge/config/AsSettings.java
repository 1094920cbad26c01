package org.waymark.edge.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.Revocation;

/**
 * The settings in {@code as.yml} (PROTOCOL 3). A path server needs only the lifetime of revocation
 * trees. The other settings are for beacon servers and border routers.
 *
 * @param masterAsKey the key from which the hop field key is derived, if the file contains it
 * @param propagateTimeS the number of seconds between beacons
 * @param registerTimeS the number of seconds between registrations of segments
 * @param registerPath whether segments are registered
 * @param chainVersion the version of the certificate chain that AS entries name
 * @param segmentTtlS the lifetime of segments in seconds
 * @param revocationTreeTtlS the lifetime of a revocation tree of this AS in seconds, at least as
 *     long as the lifetime of its segments
 */
public record AsSettings(
    Optional<ByteString> masterAsKey,
    int propagateTimeS,
    int registerTimeS,
    boolean registerPath,
    int chainVersion,
    int segmentTtlS,
    int revocationTreeTtlS) {
  private static final int DEFAULT_TTL_S = 21_600;
  private static final int DEFAULT_PERIOD_S = 5;

  /**
   * Reads the settings from a file.
   *
   * @return the settings
   * @throws StartupException if the file cannot be read or a value has the wrong type
   */
  public static AsSettings read(Path file) throws StartupException {
    return of(file, SettingsFile.yaml(file));
  }

  /**
   * Extracts the settings from the parsed content of a file.
   *
   * @param name the file name to show in messages
   * @return the settings
   * @throws StartupException if a value has the wrong type
   */
  public static AsSettings of(String name, JsonNode content) throws StartupException {
    Path file = Path.of(name);
    return of(file, SettingsFile.of(file, content));
  }

  private static AsSettings of(Path file, SettingsFile settings) throws StartupException {
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
    return new AsSettings(
        settings.has("MasterASKey")
            ? Optional.of(
                ByteString.owning(
                    settings.parsed("MasterASKey", "a key in base64", Base64.getDecoder()::decode)))
            : Optional.empty(),
        settings.number("PropagateTime", 0, Integer.MAX_VALUE, DEFAULT_PERIOD_S),
        settings.number("RegisterTime", 0, Integer.MAX_VALUE, DEFAULT_PERIOD_S),
        !settings.has("RegisterPath") || settings.flag("RegisterPath"),
        settings.number("CertChainVersion", 0, Integer.MAX_VALUE, 0),
        segmentTtlS,
        longerS);
  }
}

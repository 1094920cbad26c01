package org.waymark.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.Revocation;

/**
 * What {@code as.yml} says (PROTOCOL 3). A path server needs the lifetime of revocation trees only;
 * the rest concerns beacon servers and border routers.
 *
 * @param masterAsKey from which the key of hop fields is derived, when the file has it
 * @param propagateTimeS seconds between beacons
 * @param registerTimeS seconds between registrations of segments
 * @param registerPath whether segments are registered
 * @param chainVersion the version of the certificate chain that AS entries name
 * @param segmentTtlS lifetime of segments in seconds
 * @param revocationTreeTtlS lifetime of one revocation tree of this AS in seconds: that of its
 *     segments, when that is longer
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
   * {@return what the file says}
   *
   * @throws StartupException when it cannot be read or a value is of the wrong kind
   */
  public static AsSettings read(Path file) throws StartupException {
    return of(file, SettingsFile.yaml(file));
  }

  /**
   * {@return what the content of a file says}
   *
   * @param name for messages
   * @throws StartupException when a value is of the wrong kind
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

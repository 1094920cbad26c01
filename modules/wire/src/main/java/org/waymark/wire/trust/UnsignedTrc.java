package org.waymark.wire.trust;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;

/**
 * A TRC that has no end-entity sections and is not signed yet.
 *
 * @param creationTimeS the creation time in Unix seconds
 * @param expirationTimeS the last second at which the TRC is valid, in Unix seconds
 * @param quorum the number of {@code coreAses} that must sign the next version
 * @param gracePeriodS the time for which the previous version stays active, in seconds
 */
public record UnsignedTrc(
    int isd,
    String description,
    long version,
    long creationTimeS,
    long expirationTimeS,
    Map<IsdAs, CoreAs> coreAses,
    long quorum,
    long gracePeriodS,
    boolean quarantine) {
  private static final String KEY_ALGORITHM = "ed25519";

  public UnsignedTrc {
    coreAses = Map.copyOf(coreAses);
  }

  /**
   * Builds the bytes that each signature must cover.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public ByteString signedBytes() {
    return signedBy(Map.of()).signedBytes();
  }

  /**
   * Creates the TRC with the given signatures, in the JSON layout of the control plane of 2018.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Trc signedBy(Map<IsdAs, ByteString> signatures) {
    return switch (Trc.parse(json(signatures))) {
      case Decoded.Accepted<Trc>(Trc trc) -> trc;
      case Decoded.Refused<Trc>(var refusal) ->
          throw new IllegalArgumentException(refusal.toString());
    };
  }

  private ByteString json(Map<IsdAs, ByteString> signatures) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put(Trc.ISD, isd);
    root.put(Trc.DESCRIPTION, description);
    root.put(Trc.VERSION, version);
    root.put(Trc.CREATION_TIME, creationTimeS);
    root.put(Trc.EXPIRATION_TIME, expirationTimeS);
    root.set(Trc.CORE_ASES, coreAsesJson());
    root.putObject(Trc.ROOT_CAS);
    root.putObject(Trc.CERT_LOGS);
    root.put(Trc.THRESHOLD_EEPKI, 0);
    root.putObject(Trc.RAINS);
    root.put(Trc.QUORUM_TRC, quorum);
    root.put(Trc.QUORUM_CAS, 0);
    root.put(Trc.GRACE_PERIOD, gracePeriodS);
    root.put(Trc.QUARANTINE, quarantine);
    ObjectNode signed = root.putObject(Trc.SIGNATURES);
    signatures.forEach((ia, signature) -> signed.put(ia.toString(), base64(signature)));
    return PythonJson.fileForm(root, true);
  }

  private ObjectNode coreAsesJson() {
    ObjectNode ases = JsonNodeFactory.instance.objectNode();
    coreAses.forEach(
        (ia, core) ->
            ases.putObject(ia.toString())
                .put(Trc.ONLINE_KEY, base64(core.onlineKey()))
                .put("OnlineKeyAlg", KEY_ALGORITHM)
                .put(Trc.OFFLINE_KEY, base64(core.offlineKey()))
                .put("OfflineKeyAlg", KEY_ALGORITHM));
    return ases;
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.unsafeBytes());
  }
}

package org.waymark.wire.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;
import org.waymark.wire.Decoded;

/**
 * A trust root configuration of an ISD (PROTOCOL 3.1): one version of its core ASes and their keys.
 *
 * <p>Immutable; two TRCs are equal if their JSON texts are equal byte for byte. Parsing accepts any
 * well-formed TRC; nothing is verified.
 */
public final class Trc {
  static final String ISD = "ISD";
  static final String DESCRIPTION = "Description";
  static final String VERSION = "Version";
  static final String CREATION_TIME = "CreationTime";
  static final String EXPIRATION_TIME = "ExpirationTime";
  static final String CORE_ASES = "CoreASes";
  static final String ROOT_CAS = "RootCAs";
  static final String CERT_LOGS = "CertLogs";
  static final String THRESHOLD_EEPKI = "ThresholdEEPKI";
  static final String RAINS = "RAINS";
  static final String QUORUM_TRC = "QuorumTRC";
  static final String QUORUM_CAS = "QuorumCAs";
  static final String GRACE_PERIOD = "GracePeriod";
  static final String QUARANTINE = "Quarantine";
  static final String SIGNATURES = "Signatures";
  static final String ONLINE_KEY = "OnlineKey";
  static final String OFFLINE_KEY = "OfflineKey";

  private static final List<String> INTEGERS =
      List.of(
          ISD,
          VERSION,
          CREATION_TIME,
          EXPIRATION_TIME,
          THRESHOLD_EEPKI,
          QUORUM_TRC,
          QUORUM_CAS,
          GRACE_PERIOD);
  private static final List<String> SIGNED_AS_THEY_ARE =
      List.of(DESCRIPTION, CORE_ASES, ROOT_CAS, CERT_LOGS, RAINS, QUARANTINE);
  private static final List<String> ROOT_CA_KEYS = List.of("Certificate", ONLINE_KEY, "ARPKIKey");
  private static final List<String> RAINS_KEYS = List.of("RootRAINSKey", ONLINE_KEY);
  private static final int MAX_ISD = 0xffff;

  private final ByteString json;
  private final ByteString digest;
  private final ByteString signedBytes;
  private final int isd;
  private final long version;
  private final String description;
  private final long creationTimeS;
  private final long expirationTimeS;
  private final long gracePeriodS;
  private final long quorum;
  private final boolean quarantine;
  private final SortedMap<IsdAs, CoreAs> coreAses;
  private final SortedMap<IsdAs, ByteString> signatures;

  private Trc(ByteString json, ObjectNode root) {
    this.json = json;
    this.digest = Sha256.hash(json);
    this.isd = isd(root);
    this.version = JsonText.integer(root, VERSION);
    this.description = JsonText.text(root, DESCRIPTION);
    this.creationTimeS = JsonText.integer(root, CREATION_TIME);
    this.expirationTimeS = JsonText.integer(root, EXPIRATION_TIME);
    this.gracePeriodS = JsonText.integer(root, GRACE_PERIOD);
    this.quorum = JsonText.integer(root, QUORUM_TRC);
    this.quarantine = JsonText.flag(root, QUARANTINE);
    this.coreAses =
        Collections.unmodifiableSortedMap(JsonText.byIsdAs(root, CORE_ASES, Trc::coreAs));
    this.signatures =
        Collections.unmodifiableSortedMap(JsonText.byIsdAs(root, SIGNATURES, JsonText::base64));
    checkOtherKeys(root);
    this.signedBytes = signedForm(root);
  }

  /**
   * Parses a TRC.
   *
   * @param json the text in UTF-8, which is kept verbatim
   * @return the TRC, or the reason why the text is not a TRC: it is not JSON, exceeds a limit,
   *     repeats a name, lacks a field, or has a field of the wrong type or with invalid base64
   */
  public static Decoded<Trc> parse(ByteString json) {
    return MalformedText.caught(() -> new Trc(json, JsonText.read(json)));
  }

  /** {@return the text from which this TRC was parsed, verbatim} */
  public ByteString json() {
    return json;
  }

  /** {@return the SHA-256 of {@link #json}} */
  public ByteString digest() {
    return digest;
  }

  /**
   * Builds the bytes that the signatures cover: the JSON of the known fields except Signatures,
   * with sorted names, without spaces, and with non-ASCII characters escaped.
   *
   * <p>As in the control plane of 2018, unknown top-level fields are not signed, but unknown fields
   * inside known fields are.
   */
  public ByteString signedBytes() {
    return signedBytes;
  }

  /** {@return the ISD, in 1..65535} */
  public int isd() {
    return isd;
  }

  public long version() {
    return version;
  }

  public String description() {
    return description;
  }

  /** {@return the first second at which this TRC is valid, in Unix seconds} */
  public long creationTimeS() {
    return creationTimeS;
  }

  /** {@return the last second at which this TRC is valid, in Unix seconds} */
  public long expirationTimeS() {
    return expirationTimeS;
  }

  /** {@return the time for which the previous version stays active, in seconds} */
  public long gracePeriodS() {
    return gracePeriodS;
  }

  /** {@return the number of core ASes of this TRC that must sign the next version (QuorumTRC)} */
  public long quorum() {
    return quorum;
  }

  /** {@return whether this is an early announcement that must not be used} */
  public boolean quarantine() {
    return quarantine;
  }

  public SortedMap<IsdAs, CoreAs> coreAses() {
    return coreAses;
  }

  public SortedMap<IsdAs, ByteString> signatures() {
    return signatures;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trc that && json.equals(that.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return "TRC of ISD " + isd + " version " + version;
  }

  private static int isd(ObjectNode root) {
    long isd = JsonText.integer(root, ISD);
    if (isd == 0 || isd > MAX_ISD) {
      throw MalformedText.field(ISD, "is not in 1.." + MAX_ISD);
    }
    return (int) isd;
  }

  private static CoreAs coreAs(ObjectNode coreAses, String ia) {
    ObjectNode entry = JsonText.object(coreAses, ia);
    return new CoreAs(JsonText.base64(entry, ONLINE_KEY), JsonText.base64(entry, OFFLINE_KEY));
  }

  /** Checks the base64 of keys that Waymark does not use but that are part of the signed bytes. */
  private static void checkOtherKeys(ObjectNode root) {
    for (JsonNode ca : JsonText.object(root, ROOT_CAS)) {
      ObjectNode entry = JsonText.object(ca, ROOT_CAS);
      ROOT_CA_KEYS.forEach(key -> JsonText.base64(entry, key));
    }
    ObjectNode rains = JsonText.object(root, RAINS);
    if (!rains.isEmpty()) {
      RAINS_KEYS.forEach(key -> JsonText.base64(rains, key));
    }
    for (JsonNode log : JsonText.object(root, CERT_LOGS)) {
      ObjectNode keysByAddress = JsonText.object(log, CERT_LOGS);
      if (keysByAddress.isEmpty()) {
        throw MalformedText.field(CERT_LOGS, "has a log without a key");
      }
      JsonText.checkBase64Fields(keysByAddress, CERT_LOGS);
    }
  }

  private static ByteString signedForm(ObjectNode root) {
    ObjectNode signed = root.objectNode();
    for (String name : INTEGERS) {
      signed.put(name, JsonText.integer(root, name));
    }
    for (String name : SIGNED_AS_THEY_ARE) {
      signed.set(name, root.get(name));
    }
    return PythonJson.signedForm(signed, true);
  }
}

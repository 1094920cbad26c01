package org.waymark.wire.trust;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/**
 * A certificate of an AS or of a core AS (PROTOCOL 3.1).
 *
 * @param trcVersion the version of the TRC under which the certificate was issued; not checked
 * @param issuingTimeS the issuing time in Unix seconds
 * @param expirationTimeS the first second at which the certificate has expired, in Unix seconds
 * @param subjectEncKey the Curve25519 public key; 32 bytes long if the issuer is honest
 * @param subjectSignKey the Ed25519 public key; 32 bytes long if the issuer is honest
 * @param signature the signature; 64 bytes long if the issuer is honest, empty while unsigned
 */
public record Certificate(
    IsdAs subject,
    IsdAs issuer,
    long trcVersion,
    long version,
    String comment,
    boolean canIssue,
    long issuingTimeS,
    long expirationTimeS,
    String encAlgorithm,
    ByteString subjectEncKey,
    String signAlgorithm,
    ByteString subjectSignKey,
    ByteString signature) {
  /** The {@code encAlgorithm} of certificates from 2018. */
  public static final String ENC_ALGORITHM = "curve25519xsalsa20poly1305";

  /** The {@code signAlgorithm} of certificates from 2018. */
  public static final String SIGN_ALGORITHM = "ed25519";

  private static final String SUBJECT = "Subject";
  private static final String ISSUER = "Issuer";
  private static final String TRC_VERSION = "TRCVersion";
  private static final String VERSION = "Version";
  private static final String COMMENT = "Comment";
  private static final String CAN_ISSUE = "CanIssue";
  private static final String ISSUING_TIME = "IssuingTime";
  private static final String EXPIRATION_TIME = "ExpirationTime";
  private static final String ENC_ALGORITHM_FIELD = "EncAlgorithm";
  private static final String SUBJECT_ENC_KEY = "SubjectEncKey";
  private static final String SIGN_ALGORITHM_FIELD = "SignAlgorithm";
  private static final String SUBJECT_SIGN_KEY = "SubjectSignKey";
  private static final String SIGNATURE = "Signature";

  /**
   * Builds the bytes that the signature covers: the JSON without Signature, with sorted names,
   * without spaces, with non-ASCII characters unescaped, in UTF-8.
   */
  public ByteString signedBytes() {
    ObjectNode fields = json();
    fields.remove(SIGNATURE);
    return PythonJson.signedForm(fields, false);
  }

  /** {@return a copy of this certificate with a different signature} */
  public Certificate signedWith(ByteString newSignature) {
    return new Certificate(
        subject,
        issuer,
        trcVersion,
        version,
        comment,
        canIssue,
        issuingTimeS,
        expirationTimeS,
        encAlgorithm,
        subjectEncKey,
        signAlgorithm,
        subjectSignKey,
        newSignature);
  }

  static Certificate of(ObjectNode fields) {
    return new Certificate(
        JsonText.isdAs(fields, SUBJECT),
        JsonText.isdAs(fields, ISSUER),
        JsonText.integer(fields, TRC_VERSION),
        JsonText.integer(fields, VERSION),
        encodable(fields, COMMENT),
        JsonText.flag(fields, CAN_ISSUE),
        JsonText.integer(fields, ISSUING_TIME),
        JsonText.integer(fields, EXPIRATION_TIME),
        encodable(fields, ENC_ALGORITHM_FIELD),
        JsonText.base64(fields, SUBJECT_ENC_KEY),
        encodable(fields, SIGN_ALGORITHM_FIELD),
        JsonText.base64(fields, SUBJECT_SIGN_KEY),
        JsonText.base64(fields, SIGNATURE));
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put(SUBJECT, subject.toString())
        .put(ISSUER, issuer.toString())
        .put(TRC_VERSION, trcVersion)
        .put(VERSION, version)
        .put(COMMENT, comment)
        .put(CAN_ISSUE, canIssue)
        .put(ISSUING_TIME, issuingTimeS)
        .put(EXPIRATION_TIME, expirationTimeS)
        .put(ENC_ALGORITHM_FIELD, encAlgorithm)
        .put(SUBJECT_ENC_KEY, base64(subjectEncKey))
        .put(SIGN_ALGORITHM_FIELD, signAlgorithm)
        .put(SUBJECT_SIGN_KEY, base64(subjectSignKey))
        .put(SIGNATURE, base64(signature));
  }

  /**
   * Checks that a text has no unpaired surrogates. UTF-8 cannot represent unpaired surrogates, so
   * the signed bytes cannot contain them.
   */
  private static String encodable(ObjectNode fields, String name) {
    String text = JsonText.text(fields, name);
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw MalformedText.field(name, "has an unpaired surrogate");
    }
    return text;
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.unsafeBytes());
  }
}

package org.waymark.wire.trust;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * The certificate of an AS and the certificate of the core AS that issued it (PROTOCOL 3.1),
 * written as JSON {@code {"0": leaf, "1": core}}.
 *
 * <p>Immutable; two chains are equal if their JSON texts are equal byte for byte. Parsing accepts
 * any well-formed chain; nothing is verified.
 */
public final class CertificateChain {
  private static final String LEAF = "0";
  private static final String CORE = "1";

  private final ByteString json;
  private final ByteString digest;
  private final Certificate leaf;
  private final Certificate core;

  private CertificateChain(ByteString json, Certificate leaf, Certificate core) {
    this.json = json;
    this.digest = Sha256.hash(json);
    this.leaf = leaf;
    this.core = core;
  }

  /**
   * Parses a chain.
   *
   * @param json the text in UTF-8, which is kept verbatim
   * @return the chain, or the reason why the text is not a chain: it is not JSON, exceeds a limit,
   *     repeats a name, does not contain exactly two certificates, lacks a field, or has a field of
   *     the wrong type or with invalid base64
   */
  public static Decoded<CertificateChain> parse(ByteString json) {
    return MalformedText.caught(() -> read(json));
  }

  /**
   * Combines two signed certificates into a chain, in the JSON layout of the control plane of 2018.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public static CertificateChain of(Certificate leaf, Certificate core) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set(LEAF, leaf.json());
    root.set(CORE, core.json());
    return switch (parse(PythonJson.fileForm(root, false))) {
      case Decoded.Accepted<CertificateChain>(CertificateChain chain) -> chain;
      case Decoded.Refused<CertificateChain>(var refusal) ->
          throw new IllegalArgumentException(refusal.toString());
    };
  }

  private static CertificateChain read(ByteString json) {
    ObjectNode root = JsonText.read(json);
    if (root.size() != 2 || !root.has(LEAF) || !root.has(CORE)) {
      throw new MalformedText(
          RefusalReason.CHAIN_LENGTH, "a chain consists of two certificates, '0' and '1'");
    }
    return new CertificateChain(
        json,
        Certificate.of(JsonText.object(root, LEAF)),
        Certificate.of(JsonText.object(root, CORE)));
  }

  /** {@return the text from which this chain was parsed, verbatim} */
  public ByteString json() {
    return json;
  }

  /** {@return the SHA-256 of {@link #json}} */
  public ByteString digest() {
    return digest;
  }

  /** {@return the certificate of the AS} */
  public Certificate leaf() {
    return leaf;
  }

  /** {@return the certificate of the core AS that issued the leaf} */
  public Certificate core() {
    return core;
  }

  /** {@return the AS to which the chain belongs} */
  public IsdAs subject() {
    return leaf.subject();
  }

  /** {@return the version of the chain, which is the version of its leaf certificate} */
  public long version() {
    return leaf.version();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificateChain that && json.equals(that.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return "chain of " + subject() + " version " + version();
  }
}

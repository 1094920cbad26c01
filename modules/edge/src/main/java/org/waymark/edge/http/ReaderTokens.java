package org.waymark.edge.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** The bearer tokens of readers (RFC 6750). They are compared in constant time, and not printed. */
public final class ReaderTokens {
  /** No token is known. */
  public static final ReaderTokens NONE = new ReaderTokens(List.of());

  private static final String SCHEME = "Bearer ";
  private static final int SHORTEST = 16;

  private final List<byte[]> tokens;

  private ReaderTokens(List<byte[]> tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads tokens.
   *
   * @param lines one token per line; empty lines and those that begin with # do not count
   * @throws IllegalArgumentException if a token is too short to be secret, or there is none
   */
  public static ReaderTokens of(List<String> lines) {
    List<byte[]> tokens =
        lines.stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList();
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("it has no token");
    }
    if (tokens.stream().anyMatch(token -> token.length < SHORTEST)) {
      throw new IllegalArgumentException(
          "it has a token of fewer than " + SHORTEST + " characters");
    }
    return new ReaderTokens(tokens);
  }

  boolean isEmpty() {
    return tokens.isEmpty();
  }

  /**
   * {@return whether the value of a header Authorization has one of the tokens}
   *
   * @param authorization the value, or null if there is no such header
   */
  boolean accept(String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] given = authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    boolean accepted = false;
    for (byte[] token : tokens) {
      accepted |= MessageDigest.isEqual(token, given);
    }
    return accepted;
  }
}

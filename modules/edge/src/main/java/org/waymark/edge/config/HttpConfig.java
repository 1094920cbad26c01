package org.waymark.edge.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.waymark.runtime.SocketAddresses;

/**
 * The settings of the HTTP interface.
 *
 * @param listen the TCP address
 * @param tokens the lines of the file with the tokens of readers; empty if there is none. They are
 *     secret
 */
public record HttpConfig(InetSocketAddress listen, List<String> tokens) {
  public HttpConfig {
    tokens = List.copyOf(tokens);
  }

  static Optional<HttpConfig> read(SettingsFile settings, Path base) throws StartupException {
    List<String> tokens = tokens(settings, base);
    if (settings.optionalText("http.listen").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new HttpConfig(settings.parsed("http.listen", "IP:PORT", SocketAddresses::parse), tokens));
  }

  private static List<String> tokens(SettingsFile settings, Path base) throws StartupException {
    Optional<String> file = settings.optionalText("http.tokens");
    if (file.isEmpty()) {
      return List.of();
    }
    return SecretFile.read(settings, "http.tokens", base.resolve(file.get()), "one token per line")
        .lines()
        .toList();
  }

  /** {@return a description without the tokens} */
  @Override
  public String toString() {
    return "HttpConfig[%s, %d lines of tokens]"
        .formatted(SocketAddresses.text(listen), tokens.size());
  }
}

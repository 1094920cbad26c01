package org.waymark.log.kafka;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;
import org.waymark.log.LogException;

/**
 * The addresses of the brokers that a client contacts first. Clients are created even if the names
 * do not resolve, because a failed resolver is just one of the reasons why Kafka may be
 * unreachable. The clients keep trying to resolve the names.
 *
 * @param text hosts and ports, separated by commas
 */
record BootstrapServers(String text) {
  private static final int MAX_PORT = 65_535;

  /**
   * @throws LogException.Unreachable if an entry is not a syntactically valid address
   */
  void requireAddresses() {
    fault()
        .ifPresent(
            fault -> {
              throw new LogException.Unreachable(text, fault);
            });
  }

  /**
   * @throws LogException.Unreachable if none of the names currently resolves
   */
  void requireResolved() {
    if (noneResolves()) {
      throw unresolved(null);
    }
  }

  /**
   * Explains why no answer arrived in time.
   *
   * @return a failure saying that none of the names resolves, if that is the case; otherwise the
   *     given failure
   */
  LogException noAnswer(LogException told) {
    return noneResolves() ? unresolved(told.getCause()) : told;
  }

  private LogException unresolved(Throwable cause) {
    return new LogException.Unreachable(text, "none of its names resolves to an address", cause);
  }

  private Optional<String> fault() {
    if (urls().isEmpty()) {
      return Optional.of("no address was given");
    }
    return urls().stream().filter(url -> !isAddress(url)).findFirst().map(BootstrapServers::fault);
  }

  private static String fault(String url) {
    return "'" + url + "' is not a host and port: a port is a number up to " + MAX_PORT;
  }

  /**
   * {@return whether none of the names resolves} This method blocks until the resolver has
   * answered.
   */
  private boolean noneResolves() {
    return urls().stream()
        .allMatch(url -> new InetSocketAddress(Utils.getHost(url), port(url)).isUnresolved());
  }

  private List<String> urls() {
    return Arrays.stream(text.split(",")).map(String::strip).filter(url -> !url.isEmpty()).toList();
  }

  private static boolean isAddress(String url) {
    return Utils.getHost(url) != null && port(url) <= MAX_PORT;
  }

  private static int port(String url) {
    try {
      return Utils.getPort(url);
    } catch (NumberFormatException tooLarge) {
      return Integer.MAX_VALUE;
    }
  }
}

package org.waymark.log;

import java.util.regex.Pattern;
import org.waymark.segment.IsdAs;

/**
 * The names of the topics of one log in its Kafka cluster, which may hold the logs of several ASes:
 * {@code <prefix>.events}, {@code <prefix>.trust}, {@code <prefix>.audit}, and of the consumer
 * group that is its lease: {@code <prefix>.lease}.
 *
 * @param prefix letters, digits, dots, underscores and hyphens, at most 200
 */
public record TopicNames(String prefix) {
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /**
   * @throws IllegalArgumentException when Kafka would not take the prefix
   */
  public TopicNames {
    if (!LEGAL.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "'"
              + prefix
              + "' cannot begin the name of a Kafka topic: use up to 200 letters, digits, '.', '_'"
              + " and '-'");
    }
  }

  /** {@return the names used by default: {@code waymark.<isd-as>} with {@code :} as {@code _}} */
  public static TopicNames of(IsdAs local) {
    return new TopicNames("waymark." + local.toString().replace(':', '_'));
  }

  /** {@return the name of a topic} */
  public String of(Topic topic) {
    return prefix + "." + topic.suffix();
  }

  /** {@return the name of the consumer group that is the lease} */
  public String lease() {
    return prefix + ".lease";
  }
}

package org.waymark.log;

import java.util.regex.Pattern;
import org.waymark.segment.IsdAs;

/**
 * The names that one log uses in its Kafka cluster, which may host the logs of several ASes: the
 * topics {@code <prefix>.events}, {@code <prefix>.trust} and {@code <prefix>.audit}, and the
 * consumer group {@code <prefix>.lease} that serves as the lease of the log.
 *
 * @param prefix the prefix, which consists of up to 200 letters, digits, dots, underscores and
 *     hyphens
 */
public record TopicNames(String prefix) {
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /**
   * @throws IllegalArgumentException if Kafka would not accept the prefix
   */
  public TopicNames {
    if (!LEGAL.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "'"
              + prefix
              + "' cannot be the prefix of a Kafka topic name: use up to 200 letters, digits, '.',"
              + " '_' and '-'");
    }
  }

  /**
   * {@return the default names: prefix {@code waymark.<isd-as>} with {@code :} replaced by {@code
   * _}}
   */
  public static TopicNames of(IsdAs local) {
    return new TopicNames("waymark." + local.toString().replace(':', '_'));
  }

  /** {@return the name of a topic} */
  public String of(Topic topic) {
    return prefix + "." + topic.suffix();
  }

  /** {@return the name of the consumer group that serves as the lease} */
  public String lease() {
    return prefix + ".lease";
  }
}

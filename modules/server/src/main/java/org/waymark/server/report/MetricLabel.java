package org.waymark.server.report;

import java.util.Locale;

/**
 * A value of a label of a metric, such as a reason: an enum implements this, so that the values of
 * a label are in one place. Dashboards depend on the text, so it must not change.
 */
public interface MetricLabel {
  /** {@return the name of the enum constant} */
  String name();

  /** {@return the text of the label: the name of the constant in lower case, with hyphens} */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

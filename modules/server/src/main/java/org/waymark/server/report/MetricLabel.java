package org.waymark.server.report;

import java.util.Locale;

/**
 * A value of a metric label, such as a reason. Enums implement this interface, so that all values
 * of a label are in one place. Dashboards depend on the text, so it must not change.
 */
public interface MetricLabel {
  /** {@return the name of the enum constant} */
  String name();

  /** {@return the text of the label: the constant's name in lower case, with hyphens} */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

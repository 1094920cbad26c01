package org.waymark.runtime;

import java.io.IOException;

/**
 * Explains why an address could not be bound and what to do about it. Java throws the same
 * exception for every reason, so the reasons can be distinguished only by the exception's message.
 */
public final class BindTrouble {
  private BindTrouble() {}

  /**
   * Explains the failure in one line: what happened, why, and what to do.
   *
   * @param what the address that could not be bound, such as {@code UDP 127.0.0.1:30041}
   * @param setting the setting that configures the address
   */
  public static String of(String what, String setting, IOException e) {
    String why = Causes.text(e);
    return "cannot bind " + what + " (" + why + "): " + advice(why, setting);
  }

  private static String advice(String why, String setting) {
    if (why.contains("in use")) {
      return "another program is using the port; stop it or configure another " + setting;
    }
    if (why.contains("assign requested")) {
      return "this machine does not have the address; configure another " + setting;
    }
    if (why.contains("ermission denied")) {
      return "permission denied; configure another " + setting + ", with a port above 1023";
    }
    if (why.contains("oo many open files")) {
      return "this process has reached its limit of open files; raise it (ulimit -n, or LimitNOFILE"
          + " of its systemd unit)";
    }
    return "check the system's message, or configure another " + setting;
  }
}

package org.waymark.runtime;

import java.io.IOException;

/**
 * Why an address could not be bound and what to do about it. The system has one exception for all
 * reasons; they are told apart by its words.
 */
public final class BindTrouble {
  private BindTrouble() {}

  /**
   * {@return a line that says what happened, why, and what to do}
   *
   * @param what was to be bound: {@code UDP 127.0.0.1:30041}
   * @param setting that names the address
   */
  public static String of(String what, String setting, IOException e) {
    String why = Causes.text(e);
    return "cannot bind " + what + " (" + why + "): " + advice(why, setting);
  }

  private static String advice(String why, String setting) {
    if (why.contains("in use")) {
      return "another program has the port; stop that program or configure another " + setting;
    }
    if (why.contains("assign requested")) {
      return "the address is none of this machine; configure another " + setting;
    }
    if (why.contains("ermission denied")) {
      return "this user may not; configure another " + setting + ", with a port above 1023";
    }
    if (why.contains("oo many open files")) {
      return "this process may open no more files; raise its limit (ulimit -n, or LimitNOFILE of"
          + " its systemd unit)";
    }
    return "see what the system says, or configure another " + setting;
  }
}

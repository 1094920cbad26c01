package org.waymark.faults;

import java.util.List;
import org.waymark.faults.environment.EnvironmentSuite;
import org.waymark.faults.files.FilesSuite;
import org.waymark.faults.identity.IdentitySuite;
import org.waymark.faults.syscall.SyscallSuite;

/** The suites in the order in which they run. */
final class Suites {
  static final List<Suite> ALL =
      List.of(new FilesSuite(), new IdentitySuite(), new SyscallSuite(), new EnvironmentSuite());

  private Suites() {}
}

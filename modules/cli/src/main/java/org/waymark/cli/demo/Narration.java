package org.waymark.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.IsdAs;

/**
 * Prints the progress of the demo: steps, facts with their times, and claims that turn out to be
 * true or false. The output is either text, printed immediately, or one JSON document, printed at
 * the end.
 */
final class Narration {
  private final PrintWriter out;
  private final boolean json;
  private final ObjectNode document = JsonNodeFactory.instance.objectNode();
  private final ArrayNode steps = document.putArray("steps");
  private ObjectNode step;
  private int claims;
  private int broken;

  Narration(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Begins a step. */
  void step(String title) {
    step = steps.addObject().put("title", title);
    step.putArray("told");
    step.putArray("claims");
    say("%n%d. %s".formatted(steps.size(), title));
  }

  /** Prints a fact. */
  void tell(String format, Object... values) {
    String fact = format.formatted(values);
    step.withArray("told").add(fact);
    say("   " + fact);
  }

  /** Prints a measured time. */
  void measured(String what, String key, double milliseconds) {
    step.withObject("/milliseconds").put(key, milliseconds);
    say("   %-60s %9.2f ms".formatted(what, milliseconds));
  }

  /** Prints a claim and whether it is true. */
  void claim(String claim, boolean holds) {
    claims++;
    if (!holds) {
      broken++;
    }
    step.withArray("claims").addObject().put("claim", claim).put("holds", holds);
    say("   " + (holds ? "[ok]    " : "[FALSE] ") + claim);
  }

  /**
   * Prints the summary.
   *
   * @return whether all claims are true
   */
  boolean end(double seconds) {
    boolean holds = broken == 0 && claims > 0;
    document.put("claims", claims).put("broken", broken).put("holds", holds);
    document.put("seconds", seconds);
    say(
        String.format(
            Locale.ROOT,
            "%n%s: %d claims, %d broken, %.1f s",
            holds ? "Every claim holds" : "NOT every claim holds",
            claims,
            broken,
            seconds));
    if (json) {
      out.println(document.toPrettyString());
    }
    out.flush();
    return holds;
  }

  /** Prints commands to try while everything keeps running. */
  void keep(Path folder, IsdAs local, IsdAs leaf, IsdAs core, InetSocketAddress replica) {
    String server = SocketAddresses.text(replica);
    say(
        """

        Everything keeps running until Ctrl-C; its files are in %s. Try:
          tools/waymark ask %s %s --server %s
          tools/waymark ask %s %s --server %s --json\
        """
            .formatted(folder, local, leaf, server, local, core, server));
  }

  private void say(String text) {
    if (!json) {
      out.println(text);
      out.flush();
    }
  }
}

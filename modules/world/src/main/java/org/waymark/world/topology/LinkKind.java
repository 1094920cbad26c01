package org.waymark.world.topology;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What b can be for a: a child has one way to be written, with its parent as a. */
enum LinkKind {
  CORE,
  CHILD,
  PEER;

  private static final String EXPECTED = "CORE, CHILD (b is the child of a) or PEER";
  private static final String KEY = "linkAtoB";

  /** Topology files before 2018 have these keys, and say what a is for b. */
  private static final Set<String> OLD_KEYS = Set.of("ltype", "linkto");

  private static final Map<String, LinkKind> OLD =
      Map.of("CORE", CORE, "ROUTING", CORE, "PARENT", CHILD, "PEER", PEER);

  /** {@return these keys, and those that a kind can have} */
  static Set<String> keys(String... others) {
    Set<String> keys = new TreeSet<>(OLD_KEYS);
    keys.add(KEY);
    keys.addAll(Set.of(others));
    return keys;
  }

  /**
   * {@return the kind of a link}
   *
   * @throws TopologyException if the link says none
   */
  static LinkKind of(YamlPart link) throws TopologyException {
    for (String key : OLD_KEYS) {
      Optional<YamlPart> old = link.find(key);
      if (old.isPresent() && link.find(KEY).isEmpty()) {
        return of(old.get(), OLD, "CORE, ROUTING, PARENT (a is the parent of b) or PEER");
      }
    }
    return of(
        link.get(KEY, EXPECTED),
        Map.of(CORE.name(), CORE, CHILD.name(), CHILD, PEER.name(), PEER),
        EXPECTED);
  }

  private static LinkKind of(YamlPart part, Map<String, LinkKind> kinds, String expected)
      throws TopologyException {
    String text = part.text(expected);
    LinkKind kind = kinds.get(text.toUpperCase(Locale.ROOT));
    if (kind == null) {
      throw part.wrong("is '" + YamlPart.shortened(text) + "'", expected);
    }
    return kind;
  }
}

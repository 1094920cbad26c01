package org.waymark.world.topology;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The role of end b of a link as seen from end a. There is only one way to write a link between
 * parent and child: the parent is a.
 */
enum LinkKind {
  CORE,
  CHILD,
  PEER;

  private static final String EXPECTED = "CORE, CHILD (b is the child of a) or PEER";
  private static final String KEY = "linkAtoB";

  /** The keys of topology files before 2018, which say what a is to b. */
  private static final Set<String> OLD_KEYS = Set.of("ltype", "linkto");

  private static final Map<String, LinkKind> OLD =
      Map.of("CORE", CORE, "ROUTING", CORE, "PARENT", CHILD, "PEER", PEER);

  /** {@return the given keys, and those by which a link can state its kind} */
  static Set<String> keys(String... others) {
    Set<String> keys = new TreeSet<>(OLD_KEYS);
    keys.add(KEY);
    keys.addAll(Set.of(others));
    return keys;
  }

  /**
   * {@return the kind of a link}
   *
   * @throws TopologyException if the link states none, or an unknown one
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

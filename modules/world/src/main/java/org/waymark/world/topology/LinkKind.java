package org.waymark.world.topology;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The role of end b of a link as seen from end a. A link between a parent and a child can be
 * written only with the parent as end a.
 */
enum LinkKind {
  CORE,
  CHILD,
  PEER;

  private static final String EXPECTED = "CORE, CHILD (b is the child of a) or PEER";
  private static final String KEY = "linkAtoB";

  /** The keys used in topology files before 2018, which give the role of b as seen from a. */
  private static final Set<String> OLD_KEYS = Set.of("ltype", "linkto");

  private static final Map<String, LinkKind> OLD =
      Map.of("CORE", CORE, "ROUTING", CORE, "PARENT", CHILD, "PEER", PEER);

  /** {@return the given keys, and in addition the keys that can specify the kind of a link} */
  static Set<String> keys(String... others) {
    Set<String> keys = new TreeSet<>(OLD_KEYS);
    keys.add(KEY);
    keys.addAll(Set.of(others));
    return keys;
  }

  /**
   * Reads the kind of a link.
   *
   * @return the kind
   * @throws TopologyException if the kind is missing or unknown
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

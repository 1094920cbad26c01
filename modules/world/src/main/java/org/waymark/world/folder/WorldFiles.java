package org.waymark.world.folder;

import java.nio.file.Path;
import org.waymark.fixtures.CertificateFiles;
import org.waymark.segment.IsdAs;

/** The names of the files in the folder of a world. */
final class WorldFiles {
  static final String WORLD_FILE = "world.yml";
  static final String TOPOLOGY_FILE = "topology.json";
  static final String AS_FILE = "as.yml";
  static final String CERTIFICATES = "certs";

  private WorldFiles() {}

  /** {@return the folder of an AS in the folder of a world} */
  static Path asFolder(Path folder, IsdAs ia) {
    return folder.resolve("ISD" + ia.isd()).resolve("AS" + CertificateFiles.as(ia));
  }
}

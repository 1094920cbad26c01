/**
 * The files from which a replica starts: its configuration, {@code topology.json}, {@code as.yml}
 * and the certificate folder. The files are read at the start and watched afterwards.
 */
package org.waymark.edge.config;

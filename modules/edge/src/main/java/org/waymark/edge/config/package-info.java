/**
 * The files that a replica starts from: its configuration, {@code topology.json}, {@code as.yml}
 * and the certificate folder, read at the start and watched afterwards.
 */
package org.waymark.edge.config;

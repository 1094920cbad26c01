/**
 * {@code waymark demo}: a broker and three replicas of one AS on this machine, driven over real UDP
 * sockets, with every claim checked.
 */
package org.waymark.cli.demo;

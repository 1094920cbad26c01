/** Commands about the configuration of a replica. */
package org.waymark.cli.config;

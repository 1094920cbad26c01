/** The command {@code replay}, which folds a range of the log into a directory of its own. */
package org.waymark.cli.replay;

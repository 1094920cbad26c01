/** The command {@code replay}, which folds a range of the log into a separate directory. */
package org.waymark.cli.replay;

package org.waymark.resolve;

import org.waymark.segment.IsdAs;

/**
 * The AS for which a server answers.
 *
 * @param core whether the AS is a core AS, so that the server is a core server
 */
public record LocalAs(IsdAs ia, boolean core) {}

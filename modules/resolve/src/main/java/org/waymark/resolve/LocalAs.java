package org.waymark.resolve;

import org.waymark.segment.IsdAs;

/**
 * The AS for which a server answers.
 *
 * @param core whether it is a core AS, and so the server is a core server
 */
public record LocalAs(IsdAs ia, boolean core) {}

package org.waymark.resolve;

import org.waymark.segment.IsdAs;

/**
 * The AS a server answers for.
 *
 * @param core whether it is a core AS, and the server a core server
 */
public record LocalAs(IsdAs ia, boolean core) {}

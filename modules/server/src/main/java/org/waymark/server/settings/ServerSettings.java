package org.waymark.server.settings;

import org.waymark.resolve.LocalAs;
import org.waymark.segment.TreeTtls;

/**
 * The configuration of a path server.
 *
 * @param replicaId the id of the replica, which must be unique among the replicas of the AS
 * @param aheadMs the maximum time by which the timestamp of a segment may be in the future, in
 *     milliseconds
 * @param treeTtls the only treeTTL allowed for each AS
 */
public record ServerSettings(
    String replicaId,
    LocalAs local,
    AnswerSettings answers,
    long aheadMs,
    TreeTtls treeTtls,
    DampingSettings damping,
    FoldSettings fold,
    ServerLimits limits) {}

package org.waymark.log.kafka;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.waymark.log.LastRecord;
import org.waymark.log.LogEnd;
import org.waymark.log.LogException;
import org.waymark.log.LogSurvey;
import org.waymark.log.Topic;
import org.waymark.log.TopicView;

/**
 * Asks a Kafka cluster for a description of a log's topics: first which topics exist, then their
 * details. No method blocks; the answers arrive on the thread of the admin client.
 */
record KafkaSurvey(Admin admin, KafkaLocation settings) {
  private record Basics(
      String clusterId, Collection<Node> nodes, Map<Topic, TopicDescription> topics) {}

  private record Details(
      Map<ConfigResource, Config> settings,
      Map<TopicPartition, ListOffsetsResultInfo> starts,
      Map<TopicPartition, ListOffsetsResultInfo> ends) {}

  CompletableFuture<LogSurvey> ask() {
    return basics()
        .thenCompose(
            basics ->
                details(basics.topics().keySet())
                    .thenCombine(
                        createsTopicsInPassing(basics.nodes()),
                        (details, inPassing) -> survey(basics, details, inPassing)))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(told(failure)));
  }

  private LogException told(Throwable failure) {
    LogException told = KafkaFailures.unreachable(settings.bootstrapServers(), failure);
    return told.getCause() instanceof TimeoutException
        ? new BootstrapServers(settings.bootstrapServers()).noAnswer(told)
        : told;
  }

  private CompletableFuture<Basics> basics() {
    var cluster = admin.describeCluster();
    CompletableFuture<Map<Topic, TopicDescription>> topics =
        CompletableFuture.completedFuture(new EnumMap<>(Topic.class));
    List<String> names = List.of(Topic.values()).stream().map(settings.names()::of).toList();
    var described =
        admin
            .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    for (Topic topic : Topic.values()) {
      CompletableFuture<Optional<TopicDescription>> one =
          whenItExists(described.get(settings.names().of(topic)));
      topics =
          topics.thenCombine(
              one,
              (known, description) -> {
                description.ifPresent(found -> known.put(topic, found));
                return known;
              });
    }
    CompletableFuture<String> clusterId = future(cluster.clusterId());
    return topics
        .thenCombine(clusterId, (known, id) -> new Basics(id, List.of(), known))
        .thenCombine(
            future(cluster.nodes()),
            (basics, nodes) -> new Basics(basics.clusterId(), nodes, basics.topics()));
  }

  private CompletableFuture<Details> details(Collection<Topic> topics) {
    List<ConfigResource> resources =
        topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, settings.names().of(topic)))
            .toList();
    CompletableFuture<Map<ConfigResource, Config>> configs =
        future(admin.describeConfigs(resources).all());
    CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> starts =
        offsets(topics, OffsetSpec.earliest());
    CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends =
        offsets(topics, OffsetSpec.latest());
    return configs
        .thenCombine(starts, (config, start) -> new Details(config, start, Map.of()))
        .thenCombine(ends, (known, end) -> new Details(known.settings(), known.starts(), end));
  }

  private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
      Collection<Topic> topics, OffsetSpec spec) {
    return future(
        admin
            .listOffsets(topics.stream().collect(Collectors.toMap(this::partition, _ -> spec)))
            .all());
  }

  /**
   * Asks whether the brokers create missing topics. If this user may not read the settings of the
   * brokers, the answer is no, and there is no warning.
   */
  private CompletableFuture<Boolean> createsTopicsInPassing(Collection<Node> nodes) {
    List<ConfigResource> brokers =
        nodes.stream()
            .limit(1)
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
            .toList();
    return future(admin.describeConfigs(brokers).all())
        .thenApply(
            configs ->
                configs.values().stream()
                    .flatMap(
                        config ->
                            Optional.ofNullable(config.get("auto.create.topics.enable")).stream())
                    .anyMatch(setting -> "true".equals(setting.value())))
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof AuthorizationException
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(failure));
  }

  private LogSurvey survey(Basics basics, Details details, boolean inPassing) {
    Map<Topic, TopicView> views = new EnumMap<>(Topic.class);
    basics
        .topics()
        .forEach(
            (topic, description) -> {
              ListOffsetsResultInfo end = details.ends().get(partition(topic));
              views.put(
                  topic,
                  new TopicView(
                      description.topicId().toString(),
                      description.partitions().size(),
                      description.partitions().getFirst().replicas().size(),
                      settingsOf(details, topic),
                      isWritable(description),
                      details.starts().get(partition(topic)).offset(),
                      end(end)));
            });
    return new LogSurvey(
        settings.bootstrapServers(), settings.names(), basics.clusterId(), views, inPassing);
  }

  /**
   * Tests whether this user may append to a topic. If the brokers do not report permissions, the
   * answer is yes.
   */
  private static boolean isWritable(TopicDescription description) {
    return description.authorizedOperations() == null
        || description.authorizedOperations().contains(AclOperation.WRITE);
  }

  private Map<String, String> settingsOf(Details details, Topic topic) {
    Map<String, String> values = new HashMap<>();
    Config config =
        details
            .settings()
            .get(new ConfigResource(ConfigResource.Type.TOPIC, settings.names().of(topic)));
    for (ConfigEntry entry : config.entries()) {
      Optional.ofNullable(entry.value()).ifPresent(value -> values.put(entry.name(), value));
    }
    return values;
  }

  private TopicPartition partition(Topic topic) {
    return new TopicPartition(settings.names().of(topic), 0);
  }

  static LogEnd end(ListOffsetsResultInfo end) {
    return new LogEnd(end.offset(), end.leaderEpoch().orElse(LastRecord.NO_EPOCH));
  }

  private static CompletableFuture<Optional<TopicDescription>> whenItExists(
      KafkaFuture<TopicDescription> described) {
    return future(described)
        .thenApply(Optional::of)
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof UnknownTopicOrPartitionException
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(failure));
  }

  static <T> CompletableFuture<T> future(KafkaFuture<T> asked) {
    return asked.toCompletionStage().toCompletableFuture();
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }
}

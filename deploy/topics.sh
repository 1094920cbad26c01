#!/usr/bin/env bash
# Prints the commands that make the topics of one AS's log and say who may use them, for clusters where an administrator
# does that. Elsewhere `waymark log init` makes the topics.
#
#   deploy/topics.sh PREFIX BOOTSTRAP REPLICAS_PRINCIPAL [READERS_PRINCIPAL]
#   deploy/topics.sh waymark.1-11 kafka-1:9092 User:waymark-1-11 User:auditor | sh
#
# Only replicas may write: apply does not verify signatures again, so write permission is the trust boundary. A topic is
# never made in passing: set auto.create.topics.enable=false on the brokers.
set -euo pipefail

if (( $# < 3 || $# > 4 )); then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
prefix=$1 bootstrap=$2 replicas=$3 readers=${4:-}

cat <<EOF
# One partition: one order. The broker's append time is the record time. Kept for ever unless configured: what is younger
# than two horizons (52 h) is needed, what is older is the audit trail; trust is always kept.
EOF
for topic in events trust audit; do
  name=$prefix.$topic
  cat <<EOF
kafka-topics.sh --bootstrap-server $bootstrap --create --topic $name --partitions 1 --replication-factor 3 \\
  --config min.insync.replicas=2 --config unclean.leader.election.enable=false \\
  --config cleanup.policy=delete --config retention.ms=-1 --config retention.bytes=-1 \\
  --config message.timestamp.type=LogAppendTime
kafka-acls.sh --bootstrap-server $bootstrap --add --topic $name --allow-principal $replicas \\
  --operation Read --operation Write --operation Describe --operation DescribeConfigs
EOF
  if [[ -n $readers ]]; then
    cat <<EOF
kafka-acls.sh --bootstrap-server $bootstrap --add --topic $name --allow-principal $readers \\
  --operation Read --operation Describe --operation DescribeConfigs
EOF
  fi
done
cat <<EOF
# One replica at a time ticks and propagates: the one that holds the lease, a consumer group that commits nothing.
kafka-acls.sh --bootstrap-server $bootstrap --add --group $prefix.lease --allow-principal $replicas --operation Read
# At its start a replica asks whether the brokers make topics in passing.
kafka-acls.sh --bootstrap-server $bootstrap --add --cluster --allow-principal $replicas --operation DescribeConfigs
EOF

#!/usr/bin/env bash
# Prints the commands that create the topics of one AS's log and grant permissions on them, for clusters where an
# administrator does that. Elsewhere `waymark log init` creates the topics.
#
#   deploy/topics.sh PREFIX BOOTSTRAP REPLICAS_PRINCIPAL [READERS_PRINCIPAL]
#   deploy/topics.sh waymark.1-11 kafka-1:9092 User:waymark-1-11 User:auditor | sh
#
# Only replicas may write: apply does not verify signatures again, so write permission is the trust boundary. Topics
# must never be created automatically: set auto.create.topics.enable=false on the brokers.
set -euo pipefail

if (( $# < 3 || $# > 4 )); then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
prefix=$1 bootstrap=$2 replicas=$3 readers=${4:-}

cat <<EOF
# One partition gives one order. The broker's append time is the record time. Records are kept permanently unless configured
# otherwise: those of the last two horizons (52 h) are needed, older ones are the audit trail; trust is always kept.
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
# When it starts, a replica asks whether the brokers create topics automatically.
kafka-acls.sh --bootstrap-server $bootstrap --add --cluster --allow-principal $replicas --operation DescribeConfigs
EOF

# shellcheck shell=bash
# kafka.sh - Apache Kafka without Docker: the jars of Maven Central, one KRaft node on loopback.

kafka_version=$(sed -n 's,.*<kafka.version>\(.*\)</kafka.version>.*,\1,p' "$project/deploy/kafka/pom.xml")
jars=$project/.cache/kafka/$kafka_version

# Every jar of the list is there with its checksum, and no other.
jars_are_good() {
    [ -d "$jars" ] || return 1
    [ "$(find "$jars" -name '*.jar' | wc -l)" -eq "$(wc -l <"$project/deploy/kafka/SHA256SUMS")" ] || return 1
    (cd "$jars" && sha256sum --check --quiet --strict "$project/deploy/kafka/SHA256SUMS") >&2
}

fetch_jars() {
    rm -rf "$jars" "$jars.new"
    mkdir -p "$jars.new"
    mvn -q -B -f "$project/deploy/kafka/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DincludeScope=runtime "-DoutputDirectory=$jars.new"
    mv "$jars.new" "$jars"
}

ensure_jars() {
    ! jars_are_good 2>/dev/null || return 0
    step "fetch Apache Kafka $kafka_version from Maven Central" fetch_jars
    jars_are_good || die "the jars in $jars are not those of deploy/kafka/SHA256SUMS"
}

kafka_tool() {
    "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m \
        "-Dlog4j.configuration=file:$project/deploy/kafka/tools-log4j.properties" -cp "$jars/*" "$@"
}

write_kafka_properties() {
    cat >"$stack/kafka/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$STACK_KAFKA_CONTROLLER_PORT
listeners=PLAINTEXT://127.0.0.1:$STACK_KAFKA_PORT,CONTROLLER://127.0.0.1:$STACK_KAFKA_CONTROLLER_PORT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$stack/kafka/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=1000
auto.create.topics.enable=false
message.max.bytes=12582912
replica.fetch.max.bytes=12582912
socket.request.max.bytes=104857600
PROPERTIES
}

format_kafka() {
    kafka_tool kafka.tools.StorageTool format -t "$(kafka_tool kafka.tools.StorageTool random-uuid)" \
        -c "$stack/kafka/server.properties" --ignore-formatted
}

kafka_answers() { grep -q 'Kafka Server started' "$stack/logs/kafka.log"; }
kafka_settled() { kafka_answers || not_running kafka; }

launch_kafka() {
    spawn kafka "$java" -Xms256m -Xmx512m -XX:+UseG1GC "-Dkafka.logs.dir=$stack/logs" \
        "-Dlog4j.configuration=file:$project/deploy/kafka/log4j.properties" -cp "$jars/*" \
        kafka.Kafka "$stack/kafka/server.properties"
    wait_for 180 kafka_settled # a broker that starts on a machine busy with other work was seen to need more than 60
    if ! kafka_answers; then
        tail -n 20 "$stack/logs/kafka.log"
        return 1
    fi
}

# create_topic NAME PARTITIONS RETENTION_DAYS
create_topic() {
    kafka_tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$MZ_KAFKA_BROKERS" --create --if-not-exists \
        --topic "$1" --partitions "$2" --replication-factor 1 \
        --config "retention.ms=$(($3 * 86400000))" --config max.message.bytes=12582912
}

# Partitions bound the number of workers that share the work; events of one organisation stay in one partition.
create_topics() {
    create_topic disclosure.published 8 14
    create_topic disclosure.anomalies 4 90
    create_topic disclosure.rejected 1 90
    touch "$stack/kafka/topics-created"
}

start_kafka() {
    running kafka && return 0
    mkdir -p "$stack/kafka/data"
    remember STACK_KAFKA_PORT "$(free_port "${STACK_KAFKA_PORT:-${MZ_KAFKA_PORT:-19092}}")"
    remember STACK_KAFKA_CONTROLLER_PORT "$(free_port "${STACK_KAFKA_CONTROLLER_PORT:-$((STACK_KAFKA_PORT + 1))}")"
    remember MZ_KAFKA_BROKERS "127.0.0.1:$STACK_KAFKA_PORT"
    write_kafka_properties
    [ -f "$stack/kafka/data/meta.properties" ] || step "kafka: format the log folder" format_kafka
    step "kafka: start the broker on $MZ_KAFKA_BROKERS" launch_kafka
}

ensure_topics() {
    [ -f "$stack/kafka/topics-created" ] || step "kafka: create the topics" create_topics
}

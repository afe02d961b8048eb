package dragon.engine.process;

/**
 * The counters of an engine, in the order of their places in {@code counters.dat}: new ones go to the end.
 *
 * <p>Readable by anybody who may read the lane, while the engine lives and after it is dead.
 */
public enum EngineCounter {
    /** {@link EngineState} of the process, by code. */
    STATE("state"),
    PID("pid"),
    TERM("term"),
    /** Sequence of the last record in the journal. */
    SEQUENCE("sequence"),
    /** Engine time of the last record, nanoseconds since the epoch. */
    ENGINE_TIME_NS("engineTimeNs"),
    /** When the engine thread last came round, milliseconds since the epoch. */
    HEARTBEAT_MS("heartbeatMs"),
    INPUTS("inputs"),
    INTENTS("intents"),
    AUDITS("audits"),
    INPUTS_REFUSED("inputsRefused"),
    GATEWAY_RING_BYTES("gatewayRingBytes"),
    COMMAND_RING_BYTES("commandRingBytes"),
    /** Frames that producers dropped because a ring was full. */
    RING_DROPS("ringDrops"),
    DOCUMENTS("documents"),
    CHECKPOINT_SEQUENCE("checkpointSequence"),
    /** State hash of the last checkpoint. */
    STATE_HASH("stateHash"),
    /** From dequeue to journaled, of the last second with events. */
    LATENCY_P50_NS("latencyP50Ns"),
    LATENCY_P90_NS("latencyP90Ns"),
    LATENCY_P99_NS("latencyP99Ns"),
    LATENCY_P999_NS("latencyP999Ns"),
    LATENCY_MAX_NS("latencyMaxNs"),
    /** When the process began, milliseconds since the epoch. */
    STARTED_MS("startedMs"),
    /** From the start of the process to the first record of its term. */
    RECOVERY_MS("recoveryMs"),
    RECOVERED_RECORDS("recoveredRecords"),
    /** 1 = the live-trading gate is open. */
    LIVE_TRADING("liveTrading"),
    /** Frames that were noise. */
    MALFORMED_FRAMES("malformedFrames"),
    /** Claims whose producer died. */
    DEAD_CLAIMS("deadClaims"),
    /** Bytes of documents appended in this term. */
    JOURNAL_BYTES("journalBytes"),
    /** Sequence up to which the state image that recovery began with reached; 0 = none. */
    IMAGE_SEQUENCE("imageSequence"),
    /** Longest pause of the engine thread between two rounds in the last second. */
    ROUND_MAX_NS("roundMaxNs"),
    /** Last record that is known to be on the disk; 0 under sync policy none. */
    SYNCED_SEQUENCE("syncedSequence"),
    /** Free bytes where the journal is. */
    JOURNAL_USABLE_BYTES("journalUsableBytes"),
    /** Bytes ahead of the last append that are zeros on the disk already. */
    JOURNAL_ZEROED_BYTES("journalZeroedBytes"),
    /** 1 = the journal cannot go on for long; stderr says why. */
    JOURNAL_FAULT("journalFault"),
    /** Of a standby: records that the leader has journaled and this one has not applied. */
    LAG_RECORDS("lagRecords"),
    /** Of a standby: engine time between the last record of the leader and the last one applied. */
    LAG_NS("lagNs"),
    /** Of a standby: checkpoints whose hash was its own. */
    CHECKPOINTS_EQUAL("checkpointsEqual"),
    /** When a standby found that it had to lead, by the monotonic clock; 0 = this engine was none. */
    TAKEOVER_NS("takeoverNs"),
    /** When the first record of the term could be read, by the monotonic clock. */
    LED_NS("ledNs"),
    /** Sync policy: 1 none, 2 intents, 3 all; 0 = the engine has not begun its term. See {@link SyncFence}. */
    SYNC_POLICY("syncPolicy"),
    /** Longest time that a document of this term took to get into the journal, with its sync where the policy wants one. */
    APPEND_MAX_NS("appendMaxNs"),
    /** Documents of this term that took as long as closes entries. */
    SLOW_APPENDS("slowAppends"),
    ;

    private final String label;

    EngineCounter(final String label) {
        this.label = label;
    }

    /** As people and programs see it. */
    public String label() {
        return label;
    }
}

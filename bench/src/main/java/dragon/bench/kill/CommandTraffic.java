package dragon.bench.kill;

import dragon.bench.lane.Await;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.transport.CommandClient;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Commands all the time, right through the kills: each correction of the ledger that was answered must be booked once,
 * whatever died between the question and the answer.
 *
 * <p>Threading: a thread of its own; the accessors after {@link #close()}.
 */
final class CommandTraffic implements AutoCloseable {
    private static final long PAUSE_NS = 50_000_000;

    private final Operator operator;
    private final Violations violations;
    private final int accountId;
    private final Thread thread;
    private final Map<Long, Long> answeredE8 = new LinkedHashMap<>();
    private final Map<Long, Long> unansweredE8 = new LinkedHashMap<>();
    private volatile boolean isClosed;

    CommandTraffic(final LaneDirectory lane, final int accountId, final Violations violations) {
        this.operator = new Operator(lane, () -> isClosed);
        this.accountId = accountId;
        this.violations = violations;
        this.thread = new Thread(this::send, "commands");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    private void send() {
        try {
            for (long amountE8 = 1; !isClosed; amountE8 = amountE8 % 1_000 + 1) {
                final long commandId = CommandClient.newCommandId();
                final boolean isAnswered = operator.adjustLedger(commandId, accountId, amountE8);
                (isAnswered ? answeredE8 : unansweredE8).put(commandId, amountE8);
                Await.pass(PAUSE_NS);
            }
        } catch (final RuntimeException e) {
            violations.add("command traffic ended: " + e);
        }
    }

    /** Amounts by command id of the corrections that were answered. */
    Map<Long, Long> answeredE8() {
        return Collections.unmodifiableMap(answeredE8);
    }

    /** The same of those that were given up at the end; they may have been booked, once. */
    Map<Long, Long> unansweredE8() {
        return Collections.unmodifiableMap(unansweredE8);
    }

    long repetitions() {
        return operator.repetitions();
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

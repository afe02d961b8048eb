package dragon.engine.transport;

import dragon.engine.protocol.RefusalReason;

/**
 * The engine's answer to one command.
 *
 * @param commandId of the command
 * @param reason {@link RefusalReason#NONE} = done
 * @param createdId account or bot that came to be; 0 = none
 * @param detail for people; may be empty
 * @param measuredMicros from the send to the answer, in this process
 */
public record CommandAnswer(long commandId, RefusalReason reason, int createdId, String detail, long measuredMicros) {
    /** Whether the command was carried out. */
    public boolean isDone() {
        return reason == RefusalReason.NONE;
    }
}

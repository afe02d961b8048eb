package dragon.engine.core;

import dragon.engine.protocol.RefusalReason;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/** The results of the newest commands: a command that is repeated gets its first result again. Keeps the newest 256. */
final class CommandResults {
    private static final int CAPACITY = 256;

    private final long[] commandIds = new long[CAPACITY];
    private final int[] reasons = new int[CAPACITY];
    private final int[] createdIds = new int[CAPACITY];
    private long count;

    /** Index of a command that was answered, or -1. */
    int find(final long commandId) {
        final int known = (int) Math.min(count, CAPACITY);
        for (int i = 0; i < known; i++) {
            if (commandIds[i] == commandId) {
                return i;
            }
        }
        return -1;
    }

    RefusalReason reason(final int index) {
        return RefusalReason.get(reasons[index]);
    }

    int createdId(final int index) {
        return createdIds[index];
    }

    void add(final long commandId, final RefusalReason reason, final int createdId) {
        final int at = (int) (count % CAPACITY);
        commandIds[at] = commandId;
        reasons[at] = reason.value();
        createdIds[at] = createdId;
        count++;
    }

    void write(final ImageWriter image) {
        image.writeLong(count);
        final int known = (int) Math.min(count, CAPACITY);
        for (int i = 0; i < known; i++) {
            image.writeLong(commandIds[i]);
            image.writeInt(reasons[i]);
            image.writeInt(createdIds[i]);
        }
    }

    void read(final ImageReader image) {
        count = image.readLong();
        final int known = (int) Math.min(count, CAPACITY);
        for (int i = 0; i < known; i++) {
            commandIds[i] = image.readLong();
            reasons[i] = image.readInt();
            createdIds[i] = image.readInt();
        }
    }
}

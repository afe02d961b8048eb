package dragon.bench.kill;

import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import java.util.zip.CRC32C;

/** Checksum of all bytes of a record, its envelope and padding too. Threading: one thread. */
public final class RecordChecksum {
    private final CRC32C crc = new CRC32C();
    private byte[] bytes = new byte[4096];

    /** Of the record that the cursor stands on. */
    public int of(final RecordCursor record) {
        final int length = RecordEnvelope.recordLength(record.messageLength());
        if (length > bytes.length) {
            bytes = new byte[length];
        }
        record.buffer().getBytes(record.messageOffset() - RecordEnvelope.MESSAGE_OFFSET, bytes, 0, length);
        crc.reset();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}

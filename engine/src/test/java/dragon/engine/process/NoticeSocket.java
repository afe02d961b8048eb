package dragon.engine.process;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a service manager listens on: a datagram socket with a name in the file system. */
final class NoticeSocket implements AutoCloseable {
    private static final NativeLibrary C = NativeLibrary.getInstance("c");
    private static final int UNIX_FAMILY = 1;
    private static final int DATAGRAM = 2;
    private static final int NOT_BLOCKING = 0x40;
    private static final int BYTES_MAX = 4_096;

    private final Path path;
    private final int descriptor;
    private final Memory buffer = new Memory(BYTES_MAX);

    NoticeSocket(final Path path) {
        this.path = path;
        descriptor = call("socket").invokeInt(new Object[] {UNIX_FAMILY, DATAGRAM, 0});
        final byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        final Memory address = new Memory(2L + name.length + 1);
        address.clear();
        address.setByte(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 1, (byte) UNIX_FAMILY);
        address.write(2, name, 0, name.length);
        if (call("bind").invokeInt(new Object[] {descriptor, address, (int) address.size()}) != 0) {
            throw new IllegalStateException("cannot listen on " + path);
        }
    }

    Path path() {
        return path;
    }

    /** The next notice, or null if none comes in time. */
    String next(final long waitMs) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        while (true) {
            final long bytes =
                    call("recv").invokeLong(new Object[] {descriptor, buffer, (long) BYTES_MAX, NOT_BLOCKING});
            if (bytes >= 0) {
                return new String(buffer.getByteArray(0, (int) bytes), StandardCharsets.UTF_8);
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                return null;
            }
            Thread.sleep(1);
        }
    }

    /** Everything up to the first silence of this length. */
    List<String> untilSilence(final long silenceMs) throws InterruptedException {
        final List<String> notices = new ArrayList<>();
        for (String notice = next(silenceMs); notice != null; notice = next(silenceMs)) {
            notices.add(notice);
        }
        return notices;
    }

    private static Function call(final String name) {
        return C.getFunction(name);
    }

    @Override
    public void close() {
        call("close").invokeInt(new Object[] {descriptor});
    }
}

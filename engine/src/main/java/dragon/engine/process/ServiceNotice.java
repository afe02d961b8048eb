package dragon.engine.process;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * What this process tells the service manager that started it: that it is ready, and that it makes progress.
 *
 * <p>The protocol is systemd's: one datagram to the socket that {@code NOTIFY_SOCKET} names. Java has no datagrams on such sockets,
 * so the C library sends them. Without the variable, or where a datagram cannot be sent, all works as before and nobody is told.
 *
 * <p>The watchdog is fed only while a number that the working thread itself counts up goes on growing: a timer of its own would
 * report a process well whose decisions have stopped.
 *
 * <p>Threading: any thread. Cost: one system call a notice.
 */
public final class ServiceNotice implements AutoCloseable {
    private static final int UNIX_FAMILY = 1;
    private static final int DATAGRAM_CLOSED_ON_EXEC = 2 | 0x80000;
    private static final int NOT_BLOCKING = 0x40;
    private static final int NO_SIGNAL = 0x4000;
    private static final int FAMILY_BYTES = 2;
    private static final int PATH_BYTES_MAX = 107;

    /** Looks for progress so often within the time that the manager allows: three in a row may be late. */
    private static final int LOOKS = 4;

    private final String socket;
    private final long watchdogNs;
    private Thread watchdog;
    private volatile boolean isClosed;

    private ServiceNotice(final String socket, final long watchdogNs) {
        this.socket = socket;
        this.watchdogNs = watchdogNs;
    }

    /** As the environment says; nobody is told where it says nothing. */
    public static ServiceNotice of(final Map<String, String> environment) {
        final String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        final boolean isUsable = (socket.startsWith("/") || socket.startsWith("@"))
                && socket.getBytes(StandardCharsets.UTF_8).length <= PATH_BYTES_MAX
                && Platform.isLinux();
        return new ServiceNotice(isUsable ? socket : "", watchdogNs(environment));
    }

    private static long watchdogNs(final Map<String, String> environment) {
        final String pid = environment.getOrDefault("WATCHDOG_PID", "");
        if (!pid.isEmpty() && !pid.equals(Long.toString(ProcessHandle.current().pid()))) {
            return 0; // Meant for a parent of ours.
        }
        try {
            return TimeUnit.MICROSECONDS.toNanos(Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0")));
        } catch (final NumberFormatException e) {
            return 0; // The manager's own word: without it there is no watchdog.
        }
    }

    /**
     * Says that this process does its work from now on, and begins to feed the watchdog, where there is one.
     *
     * @param status one line for people
     * @param progress a number that the working thread changes at least every tenth of a second as long as it works, idle or
     *     not; read by a thread of this class
     */
    public void ready(final String status, final LongSupplier progress) {
        if (socket.isEmpty()) {
            return;
        }
        send("READY=1\nSTATUS=" + status);
        if (watchdogNs > 0 && watchdog == null) {
            watchdog = new Thread(() -> watch(progress), "watchdog");
            watchdog.setDaemon(true);
            watchdog.start();
        }
    }

    /** One line for people; nothing else changes. */
    public void status(final String status) {
        send("STATUS=" + status);
    }

    /** Says that this process ends in order. */
    public void stopping() {
        send("STOPPING=1");
    }

    private void watch(final LongSupplier progress) {
        long seen = progress.getAsLong() - 1;
        while (!isClosed) {
            final long now = progress.getAsLong();
            if (now != seen) {
                seen = now;
                send("WATCHDOG=1");
            }
            LockSupport.parkNanos(watchdogNs / LOOKS);
        }
    }

    private void send(final String text) {
        if (socket.isEmpty()) {
            return;
        }
        try {
            final NativeLibrary c = NativeLibrary.getInstance("c");
            final int descriptor =
                    c.getFunction("socket").invokeInt(new Object[] {UNIX_FAMILY, DATAGRAM_CLOSED_ON_EXEC, 0});
            if (descriptor < 0) {
                return;
            }
            final Function close = c.getFunction("close");
            try {
                final Memory message = memory(text.getBytes(StandardCharsets.UTF_8));
                final Memory address = address();
                c.getFunction("sendto").invokeLong(new Object[] {
                    descriptor, message, message.size(), NOT_BLOCKING | NO_SIGNAL, address, (int) address.size()
                });
            } finally {
                close.invokeInt(new Object[] {descriptor});
            }
        } catch (final LinkageError e) {
            // No place for the binding: the manager hears nothing and says so itself.
        }
    }

    /** Family, then the path; a name that is no file begins with a zero instead of the sign that stands for it. */
    private Memory address() {
        final byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        final boolean isFile = path[0] == '/';
        final Memory address = new Memory(FAMILY_BYTES + path.length + (isFile ? 1L : 0L));
        address.clear();
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            address.setByte(0, (byte) UNIX_FAMILY);
        } else {
            address.setByte(1, (byte) UNIX_FAMILY);
        }
        address.write(FAMILY_BYTES, path, 0, path.length);
        if (!isFile) {
            address.setByte(FAMILY_BYTES, (byte) 0);
        }
        return address;
    }

    private static Memory memory(final byte[] bytes) {
        final Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    /** Feeds the watchdog no more. */
    @Override
    public void close() {
        isClosed = true;
        if (watchdog != null) {
            LockSupport.unpark(watchdog);
        }
    }
}

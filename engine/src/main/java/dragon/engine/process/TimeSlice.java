package dragon.engine.process;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * How long the kernel lets a thread run at a time while others wait for its core.
 *
 * <p>A thread that asks for a short slice is let in at once when it wakes and has not used more than its share, ahead of threads with
 * long ones; it gets no more of the core than before. So a thread that waits for events, and needs microseconds for each, does not
 * stand behind a compiler or a collector for a whole slice of theirs, 1.4 to 4 ms. Linux has it since 6.12 and needs no right for it;
 * kernels before take the wish and do nothing.
 */
public final class TimeSlice {
    /** The shortest that the kernel has. */
    private static final long SHORT_NS = 100_000;

    private static final int BYTES = 48;
    private static final int POLICY_OFFSET = 4;
    private static final int SLICE_OFFSET = 24;
    private static final int OTHER_POLICY = 0;

    private TimeSlice() {}

    /**
     * Asks for the shortest slice for the calling thread and for those that it starts from now on. Its policy and its priority stay.
     *
     * @return false where there is no such wish: another system, another policy
     */
    public static boolean shorten() {
        if (!Platform.isLinux() || !Platform.is64Bit() || !Platform.isIntel() && !Platform.isARM()) {
            return false;
        }
        final long set = Platform.isIntel() ? 314 : 274; // sched_setattr, for which the C library has no function.
        final long get = Platform.isIntel() ? 315 : 275; // sched_getattr.
        try {
            final Function call = NativeLibrary.getInstance("c").getFunction("syscall");
            final Memory attributes = new Memory(BYTES);
            attributes.clear();
            if (call.invokeLong(new Object[] {get, 0L, attributes, (long) BYTES, 0L}) != 0
                    || attributes.getInt(POLICY_OFFSET) != OTHER_POLICY) {
                return false;
            }
            attributes.setLong(SLICE_OFFSET, SHORT_NS);
            return call.invokeLong(new Object[] {set, 0L, attributes, 0L}) == 0;
        } catch (final UnsatisfiedLinkError e) {
            return false; // A C library without it, or no place for the binding: all works as before, a little later.
        }
    }
}

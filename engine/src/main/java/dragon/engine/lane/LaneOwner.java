package dragon.engine.lane;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The process that a lane's mark names, and no other one that may have got its pid since. */
final class LaneOwner {
    private static final long LOOK_NS = 1_000_000L;

    private final LaneMark mark;

    private LaneOwner(final LaneMark mark) {
        this.mark = mark;
    }

    static LaneOwner of(final LaneMark mark) {
        return new LaneOwner(mark);
    }

    /**
     * Kills it and returns when it is gone: a process that was only stopped would go on where it was.
     *
     * @return false if it is still there: of another user, or in the hands of the kernel
     */
    boolean end(final long waitNsMax) {
        if (!mark.isLeaderAlive()) {
            return true;
        }
        final Optional<ProcessHandle> process = ProcessHandle.of(mark.pid());
        if (process.isEmpty()) {
            return true;
        }
        if (!process.get().info().user().equals(ProcessHandle.current().info().user())) {
            return false;
        }
        if (!mark.isLeaderAlive()) { // The handle may be of a process that got the pid meanwhile.
            return true;
        }
        process.get().destroyForcibly(); // The handle knows when its process began, and kills no other.
        final long deadlineNs = System.nanoTime() + waitNsMax;
        while (mark.isLeaderAlive()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return true;
    }
}

package dragon.engine.process;

import dragon.engine.protocol.Bool;
import dragon.engine.protocol.RestartReportDecoder;

/** A restart report in one line for people. Pure. */
public final class RestartReportText {
    private static final long NS_PER_MS = 1_000_000L;

    private RestartReportText() {}

    /** The line, without the account that it is about. */
    public static String of(final RestartReportDecoder report) {
        return (report.isNewSession() == Bool.YES ? "session began" : "private stream came back")
                + "; journal " + report.inputCount() + " inputs, term " + report.term()
                + (report.isLeaseReclaimed() == Bool.YES ? ", lease reclaimed" : "")
                + "; orders " + report.ordersMatched() + " matched, " + report.ordersEnded() + " ended, "
                + report.ordersForeign() + " foreign"
                + "; in doubt " + report.doubtsFound() + " found, " + report.doubtsVoid() + " void, "
                + report.doubtsOpen() + " open, longest " + report.longestDoubtNs() / NS_PER_MS + " ms"
                + "; trades recovered " + report.tradesRecovered()
                + "; legs " + report.legsEqual() + " equal, " + report.legsDiffering() + " differing, "
                + report.positionsForeign() + " foreign"
                + "; parked " + report.parkedKept() + " kept"
                + "; bars " + report.barsDecided() + " decided before"
                + "; running " + report.botsRunning()
                + ", live " + (report.isLiveTrading() == Bool.YES ? "ON" : "OFF")
                + ", kill " + (report.isKilled() == Bool.YES ? "ON" : "off")
                + "; after " + report.durationNs() / NS_PER_MS + " ms";
    }
}

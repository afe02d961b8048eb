package dragon.gateway.simulator;

/**
 * Faults that hold for a while: puts them on accounts, markets and the clock, and takes them off again.
 *
 * <p>Threading: the venue thread.
 */
final class FaultStates {
    private static final String CLOCK_JUMP = "301s";

    private final Faults faults;
    private final Venue venue;
    private final WallClock clock;

    FaultStates(final Faults faults, final Venue venue, final WallClock clock) {
        this.faults = faults;
        this.venue = venue;
        this.clock = clock;
    }

    void apply(final long nowNs) {
        final Fault jump = faults.state(FaultKind.CLOCK, null, null, nowNs);
        clock.offsetMs(jump == null ? 0 : Durations.ms(jump.setting("offset", CLOCK_JUMP)));
        for (final VenueAccount account : venue.accounts()) {
            final Fault mode = faults.state(FaultKind.ONE_WAY, account.label, null, nowNs);
            account.isSwitchingMode =
                    mode != null && mode.setting("what", "mode").equals("switching");
            account.isForcedOneWay = mode != null && !account.isSwitchingMode;
        }
        for (final Market market : venue.markets()) {
            market.isSuspended = faults.state(FaultKind.SUSPEND, null, market.symbol(), nowNs) != null;
            final Fault step = faults.state(FaultKind.STEP_CHANGE, null, market.symbol(), nowNs);
            final String what = step == null ? "" : step.setting("what", "both");
            market.coarsen(what.equals("price") || what.equals("both"), what.equals("quantity") || what.equals("both"));
        }
        faults.sweep(nowNs);
    }
}

package dragon.tools.simulate;

/**
 * Kinds of fault, named by the fault ids of the fault model; each run has some of them and not others.
 *
 * <p>The rate is how often one strikes where it can, times in a million, for a run that has it at full strength.
 */
enum FaultClass {
    A1_ENGINE_DIES_BEFORE_APPEND(4_000),
    A2_ENGINE_DIES_AFTER_APPEND(4_000),
    A4_ENGINE_DIES_AFTER_RELEASE(4_000),
    A12_ENGINE_DIES_IN_RECOVERY(2_000),
    A14_ENGINE_DIES_AT_TERM_STARTED(300_000),
    A17_ENGINE_STOPS_IN_ORDER(2_000),
    A6_GATEWAY_DIES_BEFORE_SEND(30_000),
    A7_GATEWAY_DIES_AFTER_SEND(30_000),
    A8_GATEWAY_DIES_AFTER_RESPONSE(4_000),
    A9_PRODUCER_DIES_IN_CLAIM(100_000),
    B1_POWER_LOSS(15_000),
    B3_TORN_DOCUMENT(400_000),
    B20_IMAGE_DAMAGED(200_000),
    C11_GATEWAY_PAUSED(10_000),
    D1_CLOCK_BACK(15_000),
    D2_CLOCK_FORWARD(15_000),
    D7_ENGINE_PAUSED(10_000),
    E1_REQUEST_UNSENT(60_000),
    E2_REQUEST_LOST(60_000),
    E5_RESPONSE_LOST(80_000),
    E6_PLACE_ARRIVES_LATE(40_000),
    E9_PLACE_REJECTED(80_000),
    E10_CANCEL_AMBIGUOUS(100_000),
    E11_CANCEL_NOT_FOUND(80_000),
    E14_STALE_READ(150_000),
    E15_LIST_LACKS_ORDER(150_000),
    E18_VENUE_LOSES_ORDER(2_000),
    E21_THROTTLED(60_000),
    E22_QUERY_FAILS(150_000),
    E25_MAINTENANCE(12_000),
    F1_REPORT_TWICE(150_000),
    F2_REPORT_LATE(150_000),
    F3_REPORT_LOST(120_000),
    F4_STREAM_RECONNECTS(20_000),
    F5_STREAM_HALF_OPEN(12_000),
    F6_PUBLIC_STREAM_DOWN(12_000),
    F11_FLOOD(15_000),
    G1_PARTIAL_FILLS(600_000),
    G6_FEE_MISSING(200_000),
    G7_FUNDING_TWICE_OR_LATE(400_000),
    G9_PERSON_TRADES(20_000),
    G9_PERSON_CANCELS(20_000),
    G11_LIQUIDATION(6_000),
    G12_HEDGE_MODE_OFF(10_000),
    G14_INSTRUMENT_HALTED(10_000),
    H1_BAD_TICK(10_000),
    J2_COMMAND_REPEATED(150_000),
    J5_PAUSE_AND_RESUME(60_000),
    J5_STOP(15_000),
    J5_HALT(50_000),
    J5_KILL_SWITCH(50_000),
    J5_PANIC(15_000),
    J5_FLATTEN(40_000),
    J5_LIVE_TRADING(40_000),
    J5_LEDGER_ADJUSTED(20_000),
    J5_ACCOUNT_STATUS(30_000),
    J8_LIMITS_CHANGED(30_000),
    X_SLOW_NETWORK(150_000),

    // New ones go to the end: what a seed draws for the others stays as it was.
    J8_LEG_LIMITED(60_000),
    J8_DAY_LOSS_LIMITED(60_000),
    J8_OPEN_ORDERS_LIMITED(60_000),
    J8_GROSS_LIMITED(60_000),
    E25_ORDERS_UNANSWERED(12_000),
    F12_RING_FULL(12_000),
    B1_POWER_LOSS_BEFORE_SYNC(10_000),
    E10_CANCEL_DOES_NOTHING(100_000);

    private static final FaultClass[] ALL = values();

    private final int rateInMillion;

    FaultClass(final int rateInMillion) {
        this.rateInMillion = rateInMillion;
    }

    int rateInMillion() {
        return rateInMillion;
    }

    /** All of them; shared, not to be written. */
    static FaultClass[] all() {
        return ALL;
    }

    /** The one of this name, or all whose name begins so: a fault id, or a group's letter. */
    static java.util.List<FaultClass> named(final String text) {
        final String wanted = text.strip().toUpperCase(java.util.Locale.ROOT);
        return java.util.Arrays.stream(ALL)
                .filter(each -> each.name().equals(wanted)
                        || each.name().startsWith(wanted + "_")
                        || wanted.length() == 1 && each.name().startsWith(wanted))
                .toList();
    }
}

package dragon.engine.strategy;

/** Why a leg is closed; its name is the note in events and reports. */
public enum ExitReason {
    SL_PCT,
    SL_ATR,
    TP_PCT,
    TP_ATR,
    TRAILING_EXIT
}

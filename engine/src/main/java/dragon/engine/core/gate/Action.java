package dragon.engine.core.gate;

/** What an order action does to the risk. */
public enum Action {
    /** May make a leg larger: first entries and every rung. */
    ENTRY,
    /** Can only make a leg smaller. */
    REDUCE,
    /** Takes an order back. */
    CANCEL
}

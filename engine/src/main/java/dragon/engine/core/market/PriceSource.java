package dragon.engine.core.market;

/** Where the price comes from at which a holding is valued, the best one first. */
public enum PriceSource {
    /** The venue's mark price. */
    MARK,
    /** The middle of best bid and offer. */
    MIDDLE,
    /** No price is fresh: what is held has no known worth. */
    NONE
}

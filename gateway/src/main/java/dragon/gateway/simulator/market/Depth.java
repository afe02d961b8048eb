package dragon.gateway.simulator.market;

/**
 * The levels behind a best price: on a coarse grid, each with a size that belongs to its price, so that a level stays as it
 * is while the best price moves.
 */
public final class Depth {
    /** The deepest book that is served. */
    public static final int LEVELS_MAX = 500;

    private static final long SPACING_STEPS = 10;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private Depth() {}

    /** Price of a level, 1 being the first behind the best; zero or less where the side has come to its end. */
    public static long priceE8(final Instrument instrument, final long bestE8, final boolean isAsk, final int level) {
        final long spacing = SPACING_STEPS * instrument.priceStepE8();
        return isAsk
                ? Math.floorDiv(bestE8, spacing) * spacing + level * spacing
                : -Math.floorDiv(-bestE8, spacing) * spacing - level * spacing;
    }

    /** Quantity that is shown at a price: a tenth of the usual to twice as much. */
    public static long quantityE8(final Instrument instrument, final long priceE8) {
        long mixed = (priceE8 / instrument.priceStepE8() + instrument.symbol().hashCode()) * MIX;
        mixed ^= mixed >>> 29;
        final long step = instrument.quantityStepE8();
        final long hundredths = 10 + Math.floorMod(mixed, 190);
        return Math.max(step, instrument.usualQuantityE8() / 100 * hundredths / step * step);
    }
}

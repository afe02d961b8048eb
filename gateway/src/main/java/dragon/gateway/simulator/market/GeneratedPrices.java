package dragon.gateway.simulator.market;

import java.util.SplittableRandom;

/** Endless prices from a seed; the same seed, symbol and rate give the same quotes at the same distances in time. */
public final class GeneratedPrices implements PriceSource {
    private final Instrument instrument;
    private final SplittableRandom historyRandom;
    private final SplittableRandom sizes;
    private final RandomWalk walk;
    private final long startUs;
    private final long stepUs;
    private long nextUs;
    private long lastE8;

    /**
     * Starts at the instrument's price.
     *
     * @param quotesPerSecond of market time, from 1 to 10,000
     */
    public GeneratedPrices(
            final Instrument instrument, final long seed, final long startUs, final int quotesPerSecond) {
        this.instrument = instrument;
        this.startUs = startUs;
        stepUs = 1_000_000L / quotesPerSecond;
        nextUs = startUs;
        lastE8 = instrument.startPriceE8();
        final SplittableRandom root =
                new SplittableRandom(seed * 31 + instrument.symbol().hashCode());
        historyRandom = root.split();
        sizes = root.split();
        // The walk's moods last in market time, so a higher rate makes smaller steps, down to those of 50 ms.
        walk = new RandomWalk(root.split(), lastE8, instrument.priceStepE8(), (int) Math.max(1, stepUs / 1_000));
    }

    @Override
    public long startUs() {
        return startUs;
    }

    @Override
    public long endUs() {
        return NONE;
    }

    @Override
    public long nextTimeUs() {
        return nextUs;
    }

    @Override
    public void next(final MarketEvent into) {
        final long price = walk.step();
        final long tick = instrument.priceStepE8();
        final boolean up = price == lastE8 ? sizes.nextBoolean() : price > lastE8;
        final long spread = tick * (1 + sizes.nextInt(3));
        into.timeUs = nextUs;
        into.isQuote = true;
        into.bidE8 = Math.max(tick, up ? price - spread : price);
        into.askE8 = into.bidE8 + spread;
        into.bidQuantityE8 = size();
        into.askQuantityE8 = size();
        into.isTrade = true;
        into.buyerIsTaker = up;
        into.tradePriceE8 = up ? into.askE8 : into.bidE8;
        into.tradeQuantityE8 = Math.max(
                instrument.quantityStepE8(), size() / 100 / instrument.quantityStepE8() * instrument.quantityStepE8());
        lastE8 = price;
        nextUs += stepUs;
    }

    @Override
    public CandleSeries history(final int minutes) {
        return History.endingAt(startUs / 1_000, instrument.startPriceE8(), minutes, instrument, historyRandom);
    }

    @Override
    public String description() {
        return instrument.symbol() + ": generated, " + 1_000_000L / stepUs + " quotes/s";
    }

    private long size() {
        final long step = instrument.quantityStepE8();
        return Math.max(step, instrument.usualQuantityE8() / 100 * (10 + sizes.nextInt(190)) / step * step);
    }
}

package dragon.engine.core.bot;

import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.Timeframe;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.StrategySettings;

/** The bots of the lane, by id from 1. Limit: {@link #isFull()}. */
public final class Bots {
    private final Bot[] byId;
    private final StrategySource strategies;
    private int count;

    /** Makes room for this many bots. */
    public Bots(final int capacity, final StrategySource strategies) {
        byId = new Bot[capacity + 1];
        this.strategies = strategies;
    }

    public int count() {
        return count;
    }

    public boolean isFull() {
        return count == byId.length - 1;
    }

    /** The bot with this id, or null. */
    public Bot get(final int id) {
        return id < 1 || id > count ? null : byId[id];
    }

    /** The bot with this name, or null. */
    public Bot find(final String name) {
        for (int id = 1; id <= count; id++) {
            if (byId[id].name().equals(name)) {
                return byId[id];
            }
        }
        return null;
    }

    /** Adds a bot with a name that is not taken; its job is queued. */
    public Bot add(
            final String name,
            final int accountId,
            final int instrumentId,
            final Timeframe timeframe,
            final Legs legs,
            final DesiredStatus desired,
            final StrategySettings settings) {
        assert find(name) == null;
        final int id = ++count;
        byId[id] = new Bot(id, name, accountId, instrumentId, timeframe, legs, desired, settings, strategies);
        return byId[id];
    }

    /** Gives a bot other settings, which differ in none that is fixed. */
    public void change(final Bot bot, final StrategySettings settings) {
        bot.change(settings, strategies);
    }

    /** Writes all bots in id order. */
    public void write(final ImageWriter image) {
        image.writeInt(count);
        for (int id = 1; id <= count; id++) {
            byId[id].write(image);
        }
    }

    /** Reads what {@link #write} wrote. */
    public void read(final ImageReader image) {
        count = image.readCount(byId.length - 1);
        for (int id = 1; id <= count; id++) {
            byId[id] = Bot.read(id, strategies, image);
        }
    }
}

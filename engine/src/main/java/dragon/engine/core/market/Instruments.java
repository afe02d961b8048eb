package dragon.engine.core.market;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/** The instruments of the lane, by id from 1. Limit: {@link #isFull()}. */
public final class Instruments {
    private final Instrument[] byId;
    private final int triggersMax;
    private final int watchesMax;
    private int count;

    /** Makes room for this many instruments, each with this many orders and watches in a trigger book. */
    public Instruments(final int capacity, final int triggersMax, final int watchesMax) {
        byId = new Instrument[capacity + 1];
        this.triggersMax = triggersMax;
        this.watchesMax = watchesMax;
    }

    public int count() {
        return count;
    }

    public boolean isFull() {
        return count == byId.length - 1;
    }

    /** The instrument with this id, or null. */
    public Instrument get(final int id) {
        return id < 1 || id > count ? null : byId[id];
    }

    /** The instrument with this symbol, or null. */
    public Instrument find(final String symbol) {
        for (int id = 1; id <= count; id++) {
            if (byId[id].symbol().equals(symbol)) {
                return byId[id];
            }
        }
        return null;
    }

    /** Adds an instrument that is not there yet. */
    public Instrument add(final String symbol) {
        assert find(symbol) == null;
        final int id = ++count;
        byId[id] = new Instrument(id, symbol, triggersMax, watchesMax);
        return byId[id];
    }

    /** Writes all instruments in id order. */
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
            byId[id] = Instrument.read(id, triggersMax, watchesMax, image);
        }
    }
}

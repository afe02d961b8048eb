package dragon.gateway.woox.parse;

import java.io.IOException;
import java.util.Arrays;

/** Prices of one side of a book with their quantities, in the order in which the venue wrote them. Immutable. */
public final class BookLevels {
    private static final int LONGS_PER_LEVEL = 2;

    /** Price, quantity, price, quantity ... */
    private final long[] levelsE8;

    private BookLevels(final long[] levelsE8) {
        this.levelsE8 = levelsE8;
    }

    /** Reads an array of levels, each an array or an object of price and quantity. */
    static BookLevels read(final JsonReader json) throws IOException {
        json.enterArray();
        long[] levelsE8 = new long[16];
        int size = 0;
        while (json.nextElement()) {
            if (size == levelsE8.length) {
                levelsE8 = Arrays.copyOf(levelsE8, 2 * size);
            }
            readLevel(json, levelsE8, size);
            if (levelsE8[size] <= 0 || levelsE8[size + 1] < 0) {
                throw json.bad("has a level without a price or a quantity");
            }
            size += LONGS_PER_LEVEL;
        }
        return new BookLevels(Arrays.copyOf(levelsE8, size));
    }

    private static void readLevel(final JsonReader json, final long[] levelsE8, final int at) throws IOException {
        levelsE8[at] = JsonReader.NONE;
        levelsE8[at + 1] = JsonReader.NONE;
        if (json.isArray()) {
            for (int i = 0; json.nextElement(); i++) {
                if (i < LONGS_PER_LEVEL) {
                    levelsE8[at + i] = json.e8();
                } else {
                    json.skip();
                }
            }
            return;
        }
        json.enterObject();
        while (json.nextField()) {
            switch (json.field()) {
                case "price" -> levelsE8[at] = json.e8();
                case "quantity" -> levelsE8[at + 1] = json.e8();
                default -> json.skip();
            }
        }
    }

    /** Number of levels. */
    public int count() {
        return levelsE8.length / LONGS_PER_LEVEL;
    }

    /** Price of a level, times 10^8; always above 0. */
    public long priceE8(final int level) {
        return levelsE8[level * LONGS_PER_LEVEL];
    }

    /** Quantity of a level, times 10^8; in an update 0 = the level is gone. */
    public long quantityE8(final int level) {
        return levelsE8[level * LONGS_PER_LEVEL + 1];
    }
}

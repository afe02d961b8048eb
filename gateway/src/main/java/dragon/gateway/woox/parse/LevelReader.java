package dragon.gateway.woox.parse;

import java.util.Arrays;

/** Reads one side of a book: objects of {@code price} and {@code quantity} from REST, pairs from a stream. */
final class LevelReader {
    /** Levels of a side that are read: ten times what the deepest topic has. */
    static final int LEVELS_MAX = 5_000;

    private LevelReader() {}

    static BookLevels read(final JsonReader json) throws DecodeException {
        json.enterArray();
        long[] levels = new long[64];
        int size = 0;
        while (json.nextElement()) {
            final long priceE8;
            final long quantityE8;
            if (json.isArray()) {
                priceE8 = element(json, "price");
                quantityE8 = element(json, "quantity");
                while (json.nextElement()) {
                    json.skip();
                }
            } else {
                long price = JsonReader.NONE;
                long quantity = JsonReader.NONE;
                json.enterObject();
                while (json.nextField()) {
                    switch (json.field()) {
                        case "price" -> price = json.e8();
                        case "quantity" -> quantity = json.e8();
                        default -> json.skip();
                    }
                }
                priceE8 = json.require(price, "price");
                quantityE8 = json.require(quantity, "quantity");
            }
            if (priceE8 <= 0 || quantityE8 < 0) {
                throw json.bad("has a price that is not above 0, or a negative quantity");
            }
            if (size == LEVELS_MAX * 2) {
                throw json.bad("has more than " + LEVELS_MAX + " levels");
            }
            if (size == levels.length) {
                levels = Arrays.copyOf(levels, size * 2);
            }
            levels[size++] = priceE8;
            levels[size++] = quantityE8;
        }
        return BookLevels.copy(levels, size / 2);
    }

    private static long element(final JsonReader json, final String name) throws DecodeException {
        if (!json.nextElement()) {
            throw json.bad("has a level without " + name);
        }
        return json.require(json.e8(), name);
    }
}

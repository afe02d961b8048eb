package dragon.gateway.woox.parse;

import java.io.IOException;

/** The data of successful answers about the market. */
public final class MarketAnswers {
    private MarketAnswers() {}

    /** A whole book; sides as the venue sorted them, which is not the same everywhere: sort before use. */
    public record BookSnapshot(BookLevels bids, BookLevels asks) {}

    /** A book: {@code GET /v3/public/orderbook}. Its time is the envelope's: of the last change, no clock. */
    public static BookSnapshot orderBook(final byte[] body) throws IOException {
        try (JsonReader json = Answers.data(body, "GET /v3/public/orderbook")) {
            BookLevels asks = null;
            BookLevels bids = null;
            while (json.nextField()) {
                switch (json.field()) {
                    case "asks" -> asks = BookLevels.read(json);
                    case "bids" -> bids = BookLevels.read(json);
                    default -> json.skip();
                }
            }
            if (asks == null || bids == null) {
                throw new DecodeException("GET /v3/public/orderbook: a side is missing");
            }
            return new BookSnapshot(bids, asks);
        }
    }
}

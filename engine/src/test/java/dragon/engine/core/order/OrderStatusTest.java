package dragon.engine.core.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OrderStatusTest {
    /** A dot: stays; an exclamation mark: refused. */
    private static final String TABLE =
            """
            status            ACTIVATED    ACKNOWLEDGED FILLED_PARTLY     FILLED  CANCELED  REJECTED  NOT_SENT  NO_ANSWER  UNKNOWN_TO_VENUE
            PARKED            PENDING_NEW  !            !                 !       CANCELED  !         !         !          !
            PENDING_NEW       !            NEW          PARTIALLY_FILLED  FILLED  CANCELED  REJECTED  UNSENT    IN_DOUBT   VOID
            NEW               !            .            PARTIALLY_FILLED  FILLED  CANCELED  REJECTED  .         .          IN_DOUBT
            PARTIALLY_FILLED  !            .            .                 FILLED  CANCELED  .         .         .          IN_DOUBT
            IN_DOUBT          !            NEW          PARTIALLY_FILLED  FILLED  CANCELED  REJECTED  UNSENT    .          VOID
            FILLED            !            .            .                 .       .         .         .         .          .
            CANCELED          !            .            .                 FILLED  .         .         .         .          .
            REJECTED          !            NEW          PARTIALLY_FILLED  FILLED  .         .         .         .          .
            UNSENT            !            NEW          PARTIALLY_FILLED  FILLED  .         .         .         .          .
            VOID              !            NEW          PARTIALLY_FILLED  FILLED  CANCELED  .         .         .          .
            """;

    @Test
    void movesAsTheTableSays() {
        final String[] lines = TABLE.strip().split("\n");
        final String[] reports = lines[0].strip().split("\\s+");
        assertEquals(OrderStatus.values().length, lines.length - 1, "every status has a row");
        assertEquals(OrderReport.values().length, reports.length - 1, "every report has a column");
        for (final String line : Arrays.asList(lines).subList(1, lines.length)) {
            final String[] cells = line.strip().split("\\s+");
            final OrderStatus from = OrderStatus.valueOf(cells[0]);
            for (int column = 1; column < cells.length; column++) {
                final OrderReport report = OrderReport.valueOf(reports[column]);
                final OrderStatus expected =
                        switch (cells[column]) {
                            case "." -> from;
                            case "!" -> null;
                            default -> OrderStatus.valueOf(cells[column]);
                        };
                assertEquals(expected, from.next(report), from + " after " + report);
            }
        }
    }

    @Test
    void keepsItsCodes() {
        for (final OrderStatus status : OrderStatus.values()) {
            assertEquals(status, OrderStatus.ofCode(status.code()));
        }
    }
}

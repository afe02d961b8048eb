package dragon.gateway.woox.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignerTest {
    private static final String SECRET = "QHKRXHPAW1MC9YGZMAT8YDJG2HPR";
    private static final String TIMESTAMP = "1578565539808";

    private final Signer signer = new Signer(SECRET.getBytes(StandardCharsets.UTF_8));

    /** The exchange's own example is of v1: its text to sign is parameters, bar, timestamp. */
    @Test
    void agreesWithTheResultThatTheExchangePublished() {
        assertEquals(
                "20da0852f73b20da0208c7e627975a59ff072379883d8457d03104651032033d",
                signer.sign(
                        "order_price=9000&order_quantity=0.11&order_type=LIMIT&side=BUY&symbol=SPOT_BTC_USDT",
                        "|",
                        TIMESTAMP,
                        new byte[0]));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            GET    | /v3/futures/positions | | b3e0ce24a77b3ff0c757a413b5f15a7b03b8a8b46519f000f0744a4832e69324
            GET    | /v3/trade/orders?symbol=PERP_BTC_USDT&status=INCOMPLETE&page=1&size=500 | | 83320906fa028db6d3366db45bf9aa9a0e8efb3835c1ee4cc761abfdd4dc297a
            DELETE | /v3/trade/order?orderId=1111779&symbol=PERP_LTC_USDT | | 7116345fedb39efa978b13407f9d3faeab8b86eedd2db882413db68438459cea
            PUT    | /v3/futures/positionMode | {"positionMode":"HEDGE_MODE"} | 42e54e5ba600e952c5b85aed3ca77a099502b421d3975c148e3b0e3b7b3a58ce
            POST   | /v3/account/listenKey | {"type":"WEBSOCKET"} | 228a2c6bb9e2e77cd796e3c500cdbc29cabbccc379d3854c387930103f055649
            """)
    void signsTheRequestsOfV3(final String method, final String target, final String body, final String expected) {
        final byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        assertEquals(expected, signer.sign(TIMESTAMP, method, target, bytes));
        assertEquals(expected, signer.sign(TIMESTAMP, method, target, bytes), "a signer is used many times");
    }

    @Test
    void hidesItsSecret() {
        assertFalse(signer.toString().contains(SECRET));
    }
}

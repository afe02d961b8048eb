package dragon.gateway.woox.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            500 | {"success":false,"code":"-1000","message":"An internal error"}            | UNKNOWN_OUTCOME
            401 | {"success":false,"code":-1001,"message":"x"}                              | AUTH
            401 | {"success":false,"code":"-1002","message":"x"}                            | AUTH
            429 | {"success":false,"code":-1003,"message":"x"}                              | RATE_LIMIT
            400 | {"success":false,"code":-1005,"error_code":90000,"message":"x"}           | BUG
            400 | {"success":false,"code":-1006,"message":"x"}                              | NOT_FOUND
            409 | {"success":false,"code":-1007,"message":"x"}                              | DUPLICATE
            400 | {"success":false,"code":-1011,"message":"order service unreachable"}      | UNKNOWN_OUTCOME
            400 | {"code":"-1011","message":"The system is under maintenance.","success":false} | MAINTENANCE
            200 | {"code":503,"message":"[GW] no upstream server"}                          | MAINTENANCE
            400 | {"success":false,"code":-1101,"message":"below the maintenance margin"}   | MARGIN
            400 | {"success":false,"code":302193,"message":"Maintenance margin"}            | MARGIN
            400 | {"success":false,"code":-1011,"error_code":302102,"message":"maintenance margin"} | MARGIN
            429 | {"success":false,"code":-1003,"message":"[GW] too many"}                  | RATE_LIMIT
            503 | {"success":false,"code":-1000,"message":"under maintenance"}              | MAINTENANCE
            400 | {"success":false,"message":"under maintenance"}                           | MAINTENANCE
            400 | {"success":false,"code":-1012,"message":"Amount is required"}             | REJECT
            400 | {"success":false,"code":-1101,"message":"x"}                              | MARGIN
            400 | {"success":false,"code":-1103,"message":"x"}                              | FILTER
            400 | {"success":false,"code":-1005,"error_code":317161,"message":"x"}          | ALREADY_DONE
            400 | {"success":false,"code":302185,"message":"x"}                             | MODE
            400 | {"success":false,"code":302138,"message":"x"}                             | REDUCE_ONLY
            400 | {"success":false,"code":302159,"message":"timed out"}                     | UNKNOWN_OUTCOME
            400 | {"success":false,"code":302005,"message":"x"}                             | BUSY
            400 | {"success":false,"code":302117,"message":"x"}                             | DUPLICATE
            400 | {"success":false,"code":302999,"message":"x"}                             | UNKNOWN_OUTCOME
            400 | {"success":false,"code":302888,"message":"new rule"}                      | REJECT
            400 | {"success":false,"message":"invalid symbol PERP_NOPE_USDT"}               | SYMBOL
            500 | {"success":false,"message":"invalid symbol PERP_NOPE_USDT"}               | SYMBOL
            400 | {"success":false,"message":"what is this"}                                | REJECT
            408 | {"success":false,"message":"x"}                                           | UNKNOWN_OUTCOME
            200 | {"success":false,"message":"x"}                                           | UNKNOWN_OUTCOME
            200 | {"code":"-1000","message":"margin mode wrong"}                            | UNKNOWN_OUTCOME
            502 | {"success":false,"message":"x"}                                           | UNKNOWN_OUTCOME
            403 | {"message":"x"}                                                           | AUTH
            """)
    void classifiesByCodeThenTextThenStatus(final int status, final String body, final ErrorClass expected)
            throws IOException {
        assertEquals(
                expected, ErrorTable.classOf(status, Envelope.parse(body.getBytes(StandardCharsets.UTF_8), "test")));
    }

    @Test
    void believesNothingOfABodyThatIsNoJson() {
        assertEquals(ErrorClass.UNKNOWN_OUTCOME, ErrorTable.classOf(502, null));
        assertEquals(ErrorClass.UNKNOWN_OUTCOME, ErrorTable.classOf(403, null));
        assertEquals(ErrorClass.UNKNOWN_OUTCOME, ErrorTable.classOf(200, null));
        assertEquals(ErrorClass.RATE_LIMIT, ErrorTable.classOf(429, null));
    }
}

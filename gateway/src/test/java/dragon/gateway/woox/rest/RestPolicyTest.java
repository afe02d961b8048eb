package dragon.gateway.woox.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestPolicyTest {
    private final List<String> problems = new ArrayList<>();

    @Test
    void isTheUsualOneWhereTheOperatorSaysNothing() {
        assertEquals(RestPolicy.usual(), RestPolicy.read(Map.of("DRAGON_WOOX_RATE_PER_S", " "), problems));
        assertEquals(List.of(), problems);
    }

    @Test
    void takesEachVariable() {
        final Map<String, String> environment = new HashMap<>();
        environment.put("DRAGON_WOOX_RATE_PER_S", "4.5");
        environment.put("DRAGON_WOOX_RATE_BURST", "6.0");
        environment.put("DRAGON_WOOX_RETRY_MAX_ATTEMPTS", "2");
        environment.put("DRAGON_WOOX_RETRY_BASE_BACKOFF_S", "0.1");
        environment.put("DRAGON_WOOX_RETRY_MAX_BACKOFF_S", "1");
        environment.put("DRAGON_WOOX_RETRY_JITTER_FRAC", "0");
        environment.put("DRAGON_WOOX_CB_WINDOW_S", "30");
        environment.put("DRAGON_WOOX_CB_OPEN_AFTER", "3");
        environment.put("DRAGON_WOOX_CB_COOLDOWN_S", "2.5");
        environment.put("DRAGON_WOOX_RECV_WINDOW_MS", "5000");
        environment.put("DRAGON_WOOX_DEAD_MAN_S", "60");
        assertEquals(
                new RestPolicy(4_500, 6, 2, 100, 1_000, 0, 30_000_000_000L, 3, 2_500_000_000L, 5_000, 60_000),
                RestPolicy.read(environment, problems));
        assertEquals(List.of(), problems);
    }

    @Test
    void refusesWhatItCannotReadInsteadOfTakingTheUsual() {
        RestPolicy.read(
                Map.of(
                        "DRAGON_WOOX_RATE_PER_S", "eight",
                        "DRAGON_WOOX_CB_OPEN_AFTER", "2.5",
                        "DRAGON_WOOX_RETRY_MAX_ATTEMPTS", "0"),
                problems);
        assertEquals(
                List.of(
                        "DRAGON_WOOX_RATE_PER_S is 'eight', expected a number such as 8.0",
                        "DRAGON_WOOX_RETRY_MAX_ATTEMPTS is '0', expected a number from 1 to 10",
                        "DRAGON_WOOX_CB_OPEN_AFTER is '2.5', expected a whole number"),
                problems);
    }

    @Test
    void doublesThePauseUpToItsBound() {
        final RestPolicy usual = RestPolicy.usual();
        assertEquals(250, usual.backoffMs(1, 0));
        assertEquals(600, usual.backoffMs(2, 200));
        assertEquals(2_000, usual.backoffMs(9, 0));
        assertEquals(1_600, usual.backoffMs(70, -200));
    }
}

package dragon.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultMenuTest {
    @Test
    void hasEveryFaultOfTheSimulatorAndTheSimulatorServesEveryDish() throws IOException {
        try (Simulator simulator = Simulator.start(config())) {
            final VenueTroubles troubles = new VenueTroubles(simulator.restUrl());
            assertEquals(troubles.known(), new HashSet<>(FaultMenu.names()));
            FaultMenu.dishes().forEach(dish -> troubles.add(dish, 1));
            // What lasts strikes at once, and is counted under the name that the menu has for it.
            final List<String> unserved = troubles.unserved(FaultMenu.dishes()).stream()
                    .map(FaultMenu.Dish::variant)
                    .toList();
            for (final String lasting : List.of("one-way", "clock offset=301s", "step-change", "suspend")) {
                assertFalse(unserved.contains(lasting), unserved.toString());
            }
            troubles.clear();
        }
    }

    @Test
    void countsEachDishUnderANameOfItsOwn() {
        final Set<String> names = new HashSet<>();
        FaultMenu.dishes().forEach(dish -> names.add(dish.variant()));
        assertEquals(FaultMenu.dishes().size(), names.size());
    }

    @Test
    void servesTheSameSeedInTheSameOrder() {
        assertEquals(FaultMenu.shuffled(7), FaultMenu.shuffled(7));
        assertFalse(FaultMenu.shuffled(7).equals(FaultMenu.shuffled(8)));
    }

    private static SimulatorConfig config() {
        return SimulatorConfig.builder()
                .accounts(List.of("main", "alt", FaultMenu.WILD_ACCOUNT))
                .seed(1)
                .historyMinutes(100)
                .isLimited(false)
                .build();
    }
}

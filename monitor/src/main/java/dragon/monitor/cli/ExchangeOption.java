package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import dragon.gateway.process.VenueAddress;
import dragon.gateway.woox.WooxConfig;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the exchange of a lane is: as a flag says, or where its gateway looks, or, on a live lane, the exchange's own. */
final class ExchangeOption {
    @Option(
            names = "--rest-url",
            paramLabel = "URL",
            description = "Scheme, host and port of the exchange (default: that of the lane's gateway).")
    private String restUrl;

    /** Whether the flag was given. */
    boolean isGiven() {
        return restUrl != null;
    }

    /** The address, where it is known. */
    Optional<String> find(final LaneDirectory lane) {
        if (restUrl != null) {
            final List<String> problems = WooxConfig.problems(restUrl, "wss://unused.invalid");
            if (!problems.isEmpty()) {
                throw new Failure(
                        ExitCode.USAGE, problems.get(0) + ". Nothing was sent.", "--rest-url https://HOST[:PORT]");
            }
            return Optional.of(restUrl);
        }
        final Optional<String> gateways = VenueAddress.of(lane.root()).map(VenueAddress::restUrl);
        if (gateways.isPresent()) {
            return gateways;
        }
        try {
            return lane.exists() && lane.open().mode() == LaneMode.LIVE
                    ? Optional.of(WooxConfig.PRODUCTION_REST)
                    : Optional.empty();
        } catch (final OperatorException e) {
            return Optional.empty();
        }
    }

    /** The address, or why there is none. */
    String require(final LaneDirectory lane) {
        return find(lane)
                .orElseThrow(() -> new Failure(
                        ExitCode.CONFIGURATION,
                        "No gateway of this lane has said where the exchange is. Nothing was sent or changed.",
                        "dragon gateway, or add --rest-url URL"));
    }
}

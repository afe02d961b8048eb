package dragon.gateway.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * Where the exchange of a lane is, and who talks to it: {@code venue.toml}, written by a gateway at its start.
 *
 * @param gatewayPid of the gateway that wrote it
 * @param gatewayStartMs when that process started, milliseconds since the epoch: a number is used again, both are not
 */
public record VenueAddress(String restUrl, String streamUrl, long gatewayPid, long gatewayStartMs) {
    private static final String FILE_NAME = "venue.toml";

    /** That of this process. */
    static VenueAddress own(final String restUrl, final String streamUrl) {
        final ProcessHandle self = ProcessHandle.current();
        return new VenueAddress(restUrl, streamUrl, self.pid(), startMs(self));
    }

    /** What the last gateway of a lane wrote. */
    public static Optional<VenueAddress> of(final Path laneDirectory) {
        final Path file = laneDirectory.resolve(FILE_NAME);
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            final TomlParseResult toml = Toml.parse(file);
            final String restUrl = toml.hasErrors() ? null : toml.getString("rest_url");
            final String streamUrl = toml.hasErrors() ? null : toml.getString("stream_url");
            final Long pid = toml.hasErrors() ? null : toml.getLong("gateway_pid");
            final Long startMs = toml.hasErrors() ? null : toml.getLong("gateway_start_ms");
            return restUrl == null || streamUrl == null || pid == null || startMs == null
                    ? Optional.empty()
                    : Optional.of(new VenueAddress(restUrl, streamUrl, pid, startMs));
        } catch (final IOException e) {
            return Optional.empty(); // As good as none: whoever asks can name the exchange by a flag.
        }
    }

    /** Whether that gateway still runs. */
    public boolean hasGateway() {
        return ProcessHandle.of(gatewayPid)
                .filter(ProcessHandle::isAlive)
                .map(process -> startMs(process) == gatewayStartMs)
                .orElse(false);
    }

    void write(final Path laneDirectory) throws IOException {
        final Path next = laneDirectory.resolve(FILE_NAME + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                next,
                "rest_url = \"" + restUrl + "\"\nstream_url = \"" + streamUrl + "\"\ngateway_pid = " + gatewayPid
                        + "\ngateway_start_ms = " + gatewayStartMs + "\n");
        Files.move(
                next,
                laneDirectory.resolve(FILE_NAME),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static long startMs(final ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}

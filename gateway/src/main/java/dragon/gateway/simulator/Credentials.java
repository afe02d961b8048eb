package dragon.gateway.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** The simulated accounts' keys on disk, so that a simulator that starts again has the same. */
final class Credentials {
    private Credentials() {}

    /**
     * Keys for the accounts: those the file has already, new ones for the rest; then writes all of them.
     *
     * @throws IllegalArgumentException if the file exists and is not one of ours
     */
    static Map<String, ApiKey> of(final Path file, final List<String> accounts) throws IOException {
        final TomlParseResult before = file != null && Files.exists(file) ? Toml.parse(file) : Toml.parse("");
        if (before.hasErrors()) {
            throw new IllegalArgumentException("credentials file " + file + " is not TOML: "
                    + before.errors().get(0).getMessage());
        }
        final Map<String, ApiKey> keys = new LinkedHashMap<>();
        for (final String account : accounts) {
            final Object table = before.get(List.of(account));
            final String key = table == null ? null : before.getString(List.of(account, "api_key"));
            final String secret = table == null ? null : before.getString(List.of(account, "api_secret"));
            keys.put(account, key == null || secret == null ? ApiKey.generated() : new ApiKey(key, secret));
        }
        if (file != null) {
            final StringBuilder toml = new StringBuilder();
            keys.forEach((account, key) -> toml.append('[')
                    .append(account)
                    .append("]\napi_key = \"")
                    .append(key.key())
                    .append("\"\napi_secret = \"")
                    .append(key.secret())
                    .append("\"\n\n"));
            OwnerFile.replace(file, toml.toString());
        }
        return keys;
    }
}

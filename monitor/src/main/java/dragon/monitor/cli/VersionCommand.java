package dragon.monitor.cli;

import dragon.engine.protocol.MessageHeaderDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Verb {@code version}. */
@Command(name = "version", description = "Version, message schema and runtime.")
final class VersionCommand extends Verb implements IVersionProvider {
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    ExitCode run() {
        if (json) {
            final Map<String, Object> document = new LinkedHashMap<>();
            document.put("schema", "dragon/version/1");
            document.put("version", version());
            document.put("messageSchema", MessageHeaderDecoder.SCHEMA_VERSION);
            document.put("runtime", Runtime.version().toString());
            Report.printJson(out(), document);
        } else {
            out().println(getVersion()[0]);
            out().flush();
        }
        return ExitCode.DONE;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "dragon " + version() + "   message schema " + MessageHeaderDecoder.SCHEMA_VERSION + "   runtime "
                    + Runtime.version()
        };
    }

    private static String version() {
        final String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}

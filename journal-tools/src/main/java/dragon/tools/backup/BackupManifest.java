package dragon.tools.backup;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.protocol.LaneMode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * What a backup says of itself: {@code backup.toml}, written last, so that what has none is no backup.
 *
 * <p>Its last line is the SHA-256 of all before it. That finds an accident, not a forger: who can write the file can write that line.
 *
 * @param lane it was made of
 * @param mode of that lane
 * @param made when, by the clock of the machine
 * @param generation of the journal
 * @param firstSequence of the journal, 0 if it has no record
 * @param lastSequence of the journal: the backup is of this moment
 * @param records in it
 * @param term of the last record
 * @param begunTerm the newest that the lane had begun when the backup was made, by its mark; never below {@code term}
 * @param lastTimeNs engine time of the last record, nanoseconds since the epoch
 * @param schemaVersion of the build that made it
 * @param logicVersion of the build that made it
 * @param files all but the manifest itself, by name
 */
record BackupManifest(
        String lane,
        LaneMode mode,
        Instant made,
        int generation,
        long firstSequence,
        long lastSequence,
        long records,
        int term,
        int begunTerm,
        long lastTimeNs,
        int schemaVersion,
        int logicVersion,
        List<BackupFile> files) {
    static final String NAME = "backup.toml";
    static final int FORMAT = 1;

    private static final String DIGEST_LINE = "# sha256 ";

    /** A manifest that cannot be believed; the message says why, for after "backup.toml ". */
    static final class BadManifestException extends Exception {
        private static final long serialVersionUID = 1L;

        BadManifestException(final String what) {
            super(what);
        }
    }

    long bytes() {
        return files.stream().mapToLong(BackupFile::bytes).sum();
    }

    /** Writes it into the backup, synced. */
    void write(final Path backup) throws IOException {
        final String text = text();
        final Path file = backup.resolve(NAME);
        LaneDirectory.createFile(file);
        Files.write(
                file,
                (text + DIGEST_LINE + digestOf(text) + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.SYNC);
    }

    private String text() {
        final StringBuilder text = new StringBuilder(512 + 160 * files.size());
        text.append(
                "# A backup by dragon backup create. Never edited: its last line is the SHA-256 of all before it.\n");
        text.append("# Left out: vault.db (credentials) and all that the processes of the lane make anew.\n");
        line(text, "format", FORMAT);
        line(text, "lane", quoted(lane));
        line(text, "mode", quoted(LaneIdentity.nameOf(mode)));
        line(text, "made", quoted(made.toString()));
        line(text, "generation", generation);
        line(text, "first_sequence", firstSequence);
        line(text, "last_sequence", lastSequence);
        line(text, "records", records);
        line(text, "term", term);
        line(text, "begun_term", begunTerm);
        line(text, "last_time_ns", lastTimeNs);
        line(text, "schema_version", schemaVersion);
        line(text, "logic_version", logicVersion);
        for (final BackupFile file : files) {
            text.append("\n[[file]]\n");
            line(text, "path", quoted(file.path()));
            line(text, "bytes", file.bytes());
            line(text, "sha256", quoted(file.sha256()));
        }
        return text.toString();
    }

    private static void line(final StringBuilder text, final String key, final Object value) {
        text.append(key).append(" = ").append(value).append('\n');
    }

    private static String quoted(final String value) {
        return '"' + value + '"';
    }

    private static String digestOf(final String text) {
        return HexFormat.of().formatHex(BackupFile.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads the manifest of a backup.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws BadManifestException if it is not what was written, or of a format that this build does not know
     */
    static BackupManifest read(final Path backup) throws IOException, BadManifestException {
        final String all;
        try {
            all = Files.readString(backup.resolve(NAME));
        } catch (final MalformedInputException e) {
            throw new BadManifestException("is no text");
        }
        final int digestAt = all.lastIndexOf(DIGEST_LINE);
        if (digestAt < 0) {
            throw new BadManifestException("was cut: its last line, the SHA-256 of the rest, is missing");
        }
        final String text = all.substring(0, digestAt);
        if (!all.substring(digestAt).equals(DIGEST_LINE + digestOf(text) + "\n")) {
            throw new BadManifestException("was changed: the SHA-256 in its last line is not that of the rest");
        }
        final TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            throw new BadManifestException("cannot be read: " + toml.errors().get(0));
        }
        final long format = number(toml, "format");
        if (format != FORMAT) {
            throw new BadManifestException("is of format " + format + ", this build reads " + FORMAT);
        }
        try {
            return new BackupManifest(
                    lane(toml),
                    mode(toml),
                    Instant.parse(text(toml, "made")),
                    Math.toIntExact(number(toml, "generation")),
                    number(toml, "first_sequence"),
                    number(toml, "last_sequence"),
                    number(toml, "records"),
                    Math.toIntExact(number(toml, "term")),
                    Math.toIntExact(number(toml, "begun_term")),
                    number(toml, "last_time_ns"),
                    Math.toIntExact(number(toml, "schema_version")),
                    Math.toIntExact(number(toml, "logic_version")),
                    files(toml));
        } catch (final DateTimeParseException | ArithmeticException e) {
            throw new BadManifestException("cannot be read: " + e.getMessage());
        }
    }

    private static String lane(final TomlTable toml) throws BadManifestException {
        final String name = text(toml, "lane");
        if (!LaneIdentity.isName(name)) {
            throw new BadManifestException("names no lane: '" + name + "'");
        }
        return name;
    }

    private static LaneMode mode(final TomlTable toml) throws BadManifestException {
        final LaneMode mode = LaneIdentity.modeOf(text(toml, "mode"));
        if (mode == LaneMode.NULL_VAL) {
            throw new BadManifestException("has the unknown mode '" + text(toml, "mode") + "'");
        }
        return mode;
    }

    private static List<BackupFile> files(final TomlTable toml) throws BadManifestException {
        final List<BackupFile> files = new ArrayList<>();
        final TomlArray array = toml.isArray("file") ? toml.getArray("file") : null;
        for (int i = 0; array != null && i < array.size(); i++) {
            final TomlTable file = array.getTable(i);
            final String path = text(file, "path");
            final Path normal = Path.of(path).normalize();
            if (normal.isAbsolute()
                    || normal.startsWith("..")
                    || !normal.toString().equals(path)) {
                throw new BadManifestException("names a file outside of the backup: " + path);
            }
            files.add(new BackupFile(
                    path, number(file, "bytes"), text(file, "sha256").toLowerCase(Locale.ROOT)));
        }
        return files;
    }

    private static long number(final TomlTable toml, final String key) throws BadManifestException {
        if (toml.get(key) instanceof final Long value) {
            return value;
        }
        throw new BadManifestException("has no number '" + key + "'");
    }

    private static String text(final TomlTable toml, final String key) throws BadManifestException {
        if (toml.get(key) instanceof final String value) {
            return value;
        }
        throw new BadManifestException("has no text '" + key + "'");
    }
}

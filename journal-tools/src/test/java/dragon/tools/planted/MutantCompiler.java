package dragon.tools.planted;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles changed sources against the classes of this process; nothing is written anywhere. Threading: one call at a time. */
final class MutantCompiler {
    private static final String SOURCES = "src/main/java/";

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

    /**
     * Compiles sources.
     *
     * @param sources by path
     * @return class files by binary name
     * @throws IllegalStateException with the compiler's words where one does not compile
     */
    synchronized Map<String, byte[]> compile(final Map<String, String> sources) {
        if (compiler == null) {
            throw new IllegalStateException("this Java has no compiler: planted bugs need a JDK");
        }
        final DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        final StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null);
        final Memory memory = new Memory(files);
        final List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((path, text) -> units.add(new Source(path, text)));
        // Where the build starts tests from a jar of its own, the classes are named apart.
        final String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        final List<String> options = List.of("-proc:none", "-nowarn", "-g", "-classpath", classes);
        if (!compiler.getTask(null, memory, found, options, null, units).call()) {
            final StringBuilder text = new StringBuilder("does not compile:");
            for (final Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
                if (each.getKind() == Diagnostic.Kind.ERROR) {
                    text.append('\n').append(each);
                }
            }
            throw new IllegalStateException(text.toString());
        }
        final Map<String, byte[]> compiled = new HashMap<>();
        memory.written.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
        return compiled;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(final String path, final String text) {
            super(URI.create("memory:///" + path.substring(path.indexOf(SOURCES) + SOURCES.length())), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(final boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Memory(final JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                final Location location,
                final String className,
                final JavaFileObject.Kind kind,
                final FileObject sibling) {
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            written.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + className + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}

package dragon.tools.planted;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Defines every class of ours anew, the changed ones from memory, so that packages and their private members hold; all others come from
 * the loader of this process.
 */
final class MutantLoader extends ClassLoader {
    private static final String OURS = "dragon.";

    private final Map<String, byte[]> changed;

    MutantLoader(final Map<String, byte[]> changed) {
        super(MutantLoader.class.getClassLoader());
        this.changed = changed;
        setDefaultAssertionStatus(false);
        setPackageAssertionStatus("dragon", true); // As the launcher does, in production too.
    }

    @Override
    protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            final Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(final String name) throws ClassNotFoundException {
        byte[] bytes = changed.get(name);
        if (bytes == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            } catch (final IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}

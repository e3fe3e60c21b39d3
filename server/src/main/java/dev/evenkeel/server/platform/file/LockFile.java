package dev.evenkeel.server.platform.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file whose lock says that what is beside it belongs to one program. The operating system lets go of it when the
 * program ends, however it does; the file stays, since another that opened it meanwhile would lock what is no longer
 * there.
 *
 * <p>Within one program a second try is refused, too, but with the locks of POSIX the first is no longer safe from other
 * programs then: closing a file lets go of all the locks that its process has on it.
 */
public final class LockFile implements AutoCloseable {
    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks the file, and creates it when there is none; its folder must be there.
     *
     * @return empty when it is locked already
     * @throws IOException when it can't be created or written to
     */
    public static Optional<LockFile> take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            taken = lock != null;
        } catch (OverlappingFileLockException e) {
            // By this program itself.
            return Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        return taken ? Optional.of(new LockFile(channel)) : Optional.empty();
    }

    /** Lets others take it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}

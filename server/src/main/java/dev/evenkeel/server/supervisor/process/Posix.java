package dev.evenkeel.server.supervisor.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** The few calls of POSIX that Java has no words for: signals to a whole group, and named pipes. */
final class Posix {
    /** {@code errno} of Linux for a process that isn't there. */
    private static final int ESRCH = 3;

    private static final int OWNER_ONLY = 0600;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle kill;
    private final MethodHandle mkfifo;

    Posix() {
        kill = find("kill", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        mkfifo = find("mkfifo", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    }

    @SuppressWarnings("restricted") // The program is started with native access; both signatures are POSIX'.
    private static MethodHandle find(String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), signature, Linker.Option.captureCallState("errno"));
    }

    /**
     * Sends a signal to every process of a group.
     *
     * @param group above 1
     * @return whether there was any
     * @throws IOException when it isn't permitted
     */
    boolean killGroup(long group, Signal signal) throws IOException {
        if (group <= 1) {
            throw new IllegalArgumentException("no group of ours: " + group);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) kill.invokeExact(state, Math.toIntExact(-group), signal.number());
            if (result == 0) {
                return true;
            }
            int errno = (int) ERRNO.get(state, 0L);
            if (errno == ESRCH) {
                return false;
            }
            throw new IOException("can't send " + signal + " to the process group " + group + ": errno " + errno);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("kill(2) throws nothing", e);
        }
    }

    /** Makes a named pipe that this user alone can open. */
    void makePipe(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) mkfifo.invokeExact(state, arena.allocateFrom(path.toString()), OWNER_ONLY);
            if (result != 0) {
                throw new IOException("can't make the pipe " + path + ": errno " + (int) ERRNO.get(state, 0L)
                        + "; supervisor.folder must be on a file system with named pipes");
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("mkfifo(3) throws nothing", e);
        }
    }
}

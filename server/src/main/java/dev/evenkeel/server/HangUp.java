package dev.evenkeel.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, by which operators tell a program to read its configuration again. Java tells of signals only through
 * {@code sun.misc.Signal}, which the compiler warns of beyond suppression; hence the reflection.
 */
final class HangUp {
    private static final Logger log = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Runs this at each SIGHUP from now on, instead of ending the program. */
    static void run(Runnable action) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> signal = lookup.findClass("sun.misc.Signal");
            Class<?> handler = lookup.findClass("sun.misc.SignalHandler");
            Object answer =
                    Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                        if (method.getName().equals("handle")) {
                            Thread.ofVirtual().name("sighup").start(action);
                        }
                        return null;
                    });
            Object hangUp = lookup.findConstructor(signal, MethodType.methodType(void.class, String.class))
                    .invoke("HUP");
            lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
                    .invoke(hangUp, answer);
        } catch (Throwable e) {
            log.warn("SIGHUP will not reload the configuration here; a change of the file does", e);
        }
    }
}

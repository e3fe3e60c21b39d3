package dev.evenkeel.server.monitor.blackbox;

/** Something in a module file that can't be used; the message names the place. */
final class ModuleException extends Exception {
    ModuleException(String message) {
        super(message);
    }
}

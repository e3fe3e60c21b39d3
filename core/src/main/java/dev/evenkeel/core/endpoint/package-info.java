/** Where a service can be reached at this moment. */
package dev.evenkeel.core.endpoint;

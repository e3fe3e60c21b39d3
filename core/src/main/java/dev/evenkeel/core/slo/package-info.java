/**
 * Service level objectives: exact counts in buckets, error budgets, burn rates and the alerts on them. Terms and the
 * alerts with two windows are those of the "Site Reliability Workbook" (Google, 2018), chapter 5; the ways to count are
 * those of OpenSLO v1.
 */
package dev.evenkeel.core.slo;

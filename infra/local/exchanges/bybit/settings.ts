import * as z from 'zod';
import { parseInput, text, wholeNumber } from '../server/control-input.ts';

/** Where Bybit is documented in more than one way, or not at all. Plain data. */
export interface Settings {
  linkIds: LinkIdRule;
  /** The fate of acknowledged cancellations and amendments. */
  cancels: 'done' | 'ignored';
  amendments: 'done' | 'late' | 'ignored';
  amendLateMs: number;
  /** Ends of the next orders after the acknowledgement. */
  outcomes: readonly Outcome[];
  /** Order of ledger rows of one millisecond: as the documented example has them (newest first), or turned around. */
  sameMs: 'chain' | 'reversed';
  /** Of all accounts: 1 classic, 3 and 4 UTA 1.0, 5 and 6 UTA 2.0. */
  unifiedMarginStatus: number;
}

/**
 * "always unique" (docs v5, order/create-order) says neither for whom nor for how long, nor whether the gateway or the engine finds a duplicate
 * that is still in the queue.
 */
export interface LinkIdRule {
  readonly scope: 'account' | 'category';
  readonly window: 'forever' | 'open';
  readonly judged: 'gateway' | 'engine';
}

export interface Outcome {
  readonly status: 'Rejected' | 'Cancelled';
  readonly reason: string;
}

export function usualSettings(): Settings {
  return {
    linkIds: { scope: 'account', window: 'forever', judged: 'gateway' },
    ...{ cancels: 'done', amendments: 'done', amendLateMs: 0, outcomes: [], sameMs: 'chain', unifiedMarginStatus: 6 },
  };
}

const queueInput = z.strictObject({
  delay_ms: wholeNumber.optional(),
  next: z
    .strictObject({
      status: z.enum(['Rejected', 'Cancelled']).default('Rejected'),
      reason: text.default('EC_Others'),
      times: z.int().positive().default(1),
    })
    .optional(),
});

/**
 * `queue {delay_ms?, next?: {status?, reason?, times?}}`: how long acknowledged requests wait for the engine, and how the next orders end there.
 * An empty body only asks.
 */
export function controlQueue(settings: Settings, queue: { delayMs: number }, body: Record<string, unknown>): unknown {
  const { delay_ms: delayMs = queue.delayMs, next } = parseInput(queueInput, body);
  queue.delayMs = delayMs;
  if (next !== undefined) {
    const { times, ...outcome } = next;
    settings.outcomes = [...settings.outcomes, ...Array.from({ length: times }, () => outcome)];
  }
  return { delay_ms: queue.delayMs, outcomes: settings.outcomes };
}

const formsInput = z.strictObject({
  link_ids: z
    .strictObject({
      scope: z.enum(['account', 'category']).optional(),
      window: z.enum(['forever', 'open']).optional(),
      judged: z.enum(['gateway', 'engine']).optional(),
    })
    .optional(),
  same_ms: z.enum(['chain', 'reversed']).optional(),
});

/** `forms {link_ids?: {scope?, window?, judged?}, same_ms?}`. An empty body only asks. */
export function controlForms(settings: Settings, body: Record<string, unknown>): unknown {
  const { link_ids: given = {}, same_ms: sameMs = settings.sameMs } = parseInput(formsInput, body);
  const { scope, window, judged } = settings.linkIds;
  settings.linkIds = {
    scope: given.scope ?? scope,
    window: given.window ?? window,
    judged: given.judged ?? judged,
  };
  settings.sameMs = sameMs;
  return { link_ids: settings.linkIds, same_ms: settings.sameMs };
}

const cancelsInput = z.strictObject({ cancels: z.enum(['done', 'ignored']).optional() });

/** `cancels {cancels}`: the fate of acknowledged cancellations. An empty body only asks. */
export function controlCancels(settings: Settings, body: Record<string, unknown>): unknown {
  settings.cancels = parseInput(cancelsInput, body).cancels ?? settings.cancels;
  return { cancels: settings.cancels };
}

const amendmentsInput = z.strictObject({
  amendments: z.enum(['done', 'late', 'ignored']).optional(),
  late_ms: wholeNumber.optional(),
});

/** `amendments {amendments, late_ms}`: what becomes of acknowledged amendments. An empty body only asks. */
export function controlAmendments(settings: Settings, body: Record<string, unknown>): unknown {
  const { amendments = settings.amendments, late_ms: lateMs = settings.amendLateMs } = parseInput(
    amendmentsInput,
    body,
  );
  Object.assign(settings, { amendments, amendLateMs: lateMs });
  return { amendments: settings.amendments, late_ms: settings.amendLateMs };
}

import { sharedNow } from '../../aws/clock.ts';

/** The exchange's clock against ours, as this container has last measured the difference. Epoch ms. */
export interface ExchangeClock {
  /** What the exchange's clock shows more than ours; 0 while the clocks agree, and while nothing recent is known. */
  offsetMs(): number;
  /** What the exchange's clock shows less than ours at the most; 0 while the clocks may agree, and while nothing recent is known. */
  behindMs(): number;
  /** What the exchange's clock showed at the least when a request left at `leftAt`; null where no answer since then has told. */
  atLeastAt(leftAt: number): number | null;
}

interface Measurement {
  readonly at: number;
  /** The difference is between `low` and `high`. */
  readonly low: number;
  readonly high: number;
}

/** By origin. */
const measured = new Map<string, Measurement>();

/** A `Date` header tells whole seconds. */
const dateStepMs = 1000;
/** Differences up to here are network delay and the header's steps; the margin of every deadline covers as much. */
const toleranceMs = 2000;
/** A slow answer tells too little, and a clock may be set anew. */
const widestMs = 4000;
const holdsMs = 5 * 60_000;

/**
 * Learns from the `Date` header of an answer in the exchange's own protocol to a signed request, which no cache answers. The exchange's clock
 * showed `date` at a moment between sending and receiving.
 */
export function observeExchangeDate(url: string, date: string | undefined, sentAt: number, receivedAt: number): void {
  const shown = Date.parse(date ?? '');
  if (Number.isNaN(shown) || receivedAt < sentAt) return;
  measured.set(new URL(url).origin, { at: receivedAt, low: shown - receivedAt, high: shown + dateStepMs - sentAt });
}

export function exchangeClock(origin: string): ExchangeClock {
  return {
    offsetMs: () => surelyOff(measured.get(origin)),
    behindMs: () => atMostBehind(measured.get(origin)),
    atLeastAt: (leftAt) => {
      const known = measured.get(origin);
      return known === undefined || known.at < leftAt ? null : leftAt + known.low;
    },
  };
}

/** The end of the measured range that is nearer to 0: the clocks differ by this much at the least. */
function surelyOff(known: Measurement | undefined): number {
  if (known === undefined || known.high - known.low > widestMs || !isRecent(known)) return 0;
  if (known.low > toleranceMs) return known.low;
  return known.high < -toleranceMs ? known.high : 0;
}

/** The end of the measured range that is further from 0, also of a slow answer. */
function atMostBehind(known: Measurement | undefined): number {
  return known !== undefined && isRecent(known) && known.high < -toleranceMs ? -known.low : 0;
}

function isRecent({ at }: Measurement): boolean {
  const age = sharedNow() - at;
  return age >= 0 && age <= holdsMs;
}

/** As in a container that has just started. */
export function forgetExchangeClocks(): void {
  measured.clear();
}

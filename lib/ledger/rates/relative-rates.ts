import { inParallel } from '../../aws/all-to-the-end.ts';
import { Decimal, type DecimalString } from '../../decimal.ts';
import type { MarketName } from '../../exchanges/exchanges.ts';
import type { FundingPayment, FundingRate } from '../../exchanges/model/history.ts';
import { listRates } from './rates-store.ts';

export interface RatedPayment extends FundingPayment {
  /** A fraction of the position's value; null where no published rate of the time is stored with the absolute rate of the payment. */
  readonly rate: DecimalString | null;
}

const symbolsAtOnce = 8;
/** A payment names the rate of the hour that ends with the payment, or of the hour in which a trade settled the funding. */
const ratedWithinMs = 2 * 3_600_000;

/** The relative rate of each payment, from the stored schedule of its symbol: never computed from a price that the exchange did not use. */
export async function withRelativeRates(
  market: MarketName,
  payments: readonly FundingPayment[],
): Promise<readonly RatedPayment[]> {
  const symbols = [...Map.groupBy(payments, ({ symbol }) => symbol)];
  const rated = await inParallel(symbols, symbolsAtOnce, async ([symbol, own]) => {
    const times = own.map(({ timestamp }) => timestamp);
    const range = { from: Math.min(...times) - ratedWithinMs, to: Math.max(...times) + ratedWithinMs };
    return [symbol, await listRates({ ...market, symbol }, range)] as const;
  });
  const schedules = new Map(rated);
  return payments.map((payment) => ({ ...payment, rate: relativeRate(payment, schedules.get(payment.symbol) ?? []) }));
}

/** Null also where two hours had the same absolute rate and different relative rates. */
function relativeRate({ absoluteRate, timestamp }: FundingPayment, schedule: readonly FundingRate[]): string | null {
  if (absoluteRate === null) return null;
  const paid = new Decimal(absoluteRate);
  const rates = schedule.filter(
    (rate) => Math.abs(rate.timestamp - timestamp) <= ratedWithinMs && paid.eq(rate.absoluteRate ?? Number.NaN),
  );
  const told = [...new Set(rates.map(({ rate }) => rate))];
  return told.length === 1 ? (told[0] ?? null) : null;
}

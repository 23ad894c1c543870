import type { Desk, Exchanges } from './fixture-month-desk.ts';
import { openDesk } from './fixture-month-desk.ts';
import { flatten, fromSpot, fundFutures, intoWallet, liquidate, placeOrder, toSpot } from './fixture-month-futures.ts';
import type { MonthCounts } from './fixture-month-judgement.ts';
import { judgeMonth } from './fixture-month-judgement.ts';
import { deposit, placeSpotOrder } from './fixture-month-spot.ts';

/** When the month begins, for a world whose clock stands still: `createWorld({ seed, tickMs: 0, clock: () => monthStart })`. */
export const monthStart = Date.UTC(2026, 9, 1);
export const monthHours = 30 * 24;
const hourMs = 3_600_000;

export interface MonthOptions extends Exchanges {
  /** Fills on futures, at least; on spot there is one for every ten. */
  fills?: number;
  seed?: number;
}

/**
 * Thirty days of one customer's trading, in process: the world's clock is moved through every one of their 720 hours. Futures: six
 * perpetuals, linear and inverse, as maker and as taker, funding every hour, bursts within one millisecond, liquidations isolated
 * and cross with conversions of collateral, transfers between wallets and exchanges. Spot: orders with fees in both currencies,
 * deposits and transfers. Deterministic for a seed of world and month. Throws unless the books hold all of that and add up.
 */
export function tradeMonth(options: MonthOptions): MonthCounts {
  const month = playMonth(options);
  for (;;) {
    const step = month.next();
    if (step.done) return step.value;
  }
}

/** The same month, stopping at the end of every hour (1 to 720), so that something else can happen in between. */
export function* playMonth({
  fills = 5_000,
  seed = 1,
  ...exchanges
}: MonthOptions): Generator<number, MonthCounts, void> {
  const desk = openDesk(exchanges, seed);
  const start = desk.world.now();
  const before = { futures: desk.futuresAccount().fills.length, spot: desk.spotAccount().fills.length };
  fundFutures(desk);
  for (let hour = 1; hour <= monthHours; hour += 1) {
    scenes[hour]?.(desk);
    const share = hour / monthHours;
    tradeHour(desk, before.futures + fills * share, before.spot + (fills / 10) * share);
    desk.world.advance(start + hour * hourMs - desk.world.now());
    yield hour;
  }
  return judgeMonth(desk, { fills, start });
}

/** Orders until as many have filled as the time calls for, a while apart; what still rests in the end is withdrawn. */
function tradeHour(desk: Desk, futuresFills: number, spotFills: number): void {
  const end = (Math.floor(desk.world.now() / hourMs) + 1) * hourMs;
  const tries = Math.max(20, Math.ceil(4 * (futuresFills - desk.futuresAccount().fills.length)));
  for (let left = tries; left > 0 && desk.futuresAccount().fills.length < futuresFills; left -= 1) {
    placeOrder(desk);
    desk.world.advance(Math.floor(desk.between(0.2, 0.9) * ((end - desk.world.now()) / (left / 2 + 2))));
  }
  for (let left = 20; left > 0 && desk.spotAccount().fills.length < spotFills; left -= 1) placeSpotOrder(desk);
  desk.futuresPost('cancelallorders', {});
}

/** Many orders at one and the same moment. */
function burst(desk: Desk): void {
  for (let count = 0; count < 40; count += 1) placeOrder(desk);
  for (let count = 0; count < 25; count += 1) placeSpotOrder(desk);
}

/** By hour of the month. */
const scenes: Record<number, (desk: Desk) => void> = {
  50: burst,
  100: (desk) => deposit(desk, 'ZUSD', '12500.25'),
  120: (desk) => toSpot(desk, 'usd', '1500.5'),
  150: isolatedLiquidation,
  240: burst,
  260: (desk) => fromSpot(desk, 'USD', '2000.1234'),
  300: coinMarginedLiquidation,
  400: (desk) => deposit(desk, 'XXBT', '0.05'),
  430: (desk) => desk.spotCall('CancelAll'),
  500: liquidationWithConversion,
  560: burst,
  600: (desk) => toSpot(desk, 'xbt', '0.01'),
  640: isolatedLiquidation,
};

function isolatedLiquidation(desk: Desk): void {
  flatten(desk, /^PF_XRPUSD$/);
  desk.futuresPut('leveragepreferences', { symbol: 'PF_XRPUSD', maxLeverage: 25 });
  liquidate(desk, 'PF_XRPUSD', 8_000);
  desk.futuresPut('leveragepreferences', { symbol: 'PF_XRPUSD' });
}

/** The wallet of an inverse contract: cross margin, but no other collateral. */
function coinMarginedLiquidation(desk: Desk): void {
  flatten(desk, /^PI_ETHUSD$/);
  liquidate(desk, 'PI_ETHUSD', 120_000);
  intoWallet(desk, 'fi_ethusd', 'eth', '3');
}

/** Few dollars and many coins in the multi-collateral wallet: the loss is paid by selling coins. */
function liquidationWithConversion(desk: Desk): void {
  flatten(desk, /^PF_/);
  const dollars = desk.futuresAccount().wallets.get('flex')?.get('usd');
  if (dollars?.gt(2_000)) toSpot(desk, 'usd', dollars.sub(2_000).toFixed());
  liquidate(desk, 'PF_SOLUSD', 450_000);
  fromSpot(desk, 'USD', '30000');
  fromSpot(desk, 'XBT', '0.3');
}

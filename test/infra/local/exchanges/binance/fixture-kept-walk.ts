import { expect } from 'vitest';
import { createBinanceSpot } from '../../../../../infra/local/exchanges/binance/spot/simulator.ts';
import { createBinanceUsdm } from '../../../../../infra/local/exchanges/binance/usdm/simulator.ts';
import { createWorld, randomNumbers } from '../../../../../infra/local/exchanges/engine/world.ts';
import { keepWorld } from '../../../../../infra/local/exchanges/server/kept-world.ts';
import { createStepClock } from '../../../../../infra/local/exchanges/server/step-clock.ts';
import { caller, type Read } from './fixture-caller.ts';

const startTime = Date.UTC(2026, 11, 24, 23, 10);

/** Both hosts as a process would open them, kept in the folder if there is one. */
function open(worldSeed: number, dir: string | null) {
  const clock = createStepClock(() => startTime);
  const world = createWorld({ seed: worldSeed, tickMs: 0, clock: clock.now });
  const { protocol: spot } = createBinanceSpot(world);
  const { protocol: usdm } = createBinanceUsdm(world);
  if (dir !== null) keepWorld({ dir, world, clock, protocols: { spot, usdm }, stepsPerState: 23 });
  return { world, spot, usdm };
}

type Exchanges = ReturnType<typeof open>;
type Act = (exchanges: Exchanges, draw: (most: number) => number) => Read | undefined;

const symbol = 'BTCUSDT';
const side = (draw: (most: number) => number) => (draw(2) === 0 ? 'BUY' : 'SELL');

const acts: readonly Act[] = [
  ({ spot }, draw) =>
    caller(spot).signed('POST', '/api/v3/order', {
      ...{ symbol, side: side(draw), type: 'LIMIT', timeInForce: 'GTC', quantity: `0.00${1 + draw(9)}` },
      price: 79_000 + draw(2000),
    }),
  ({ spot }, draw) =>
    caller(spot).signed('POST', '/api/v3/order', {
      ...{ symbol, side: side(draw), type: 'MARKET', quantity: `0.00${1 + draw(9)}` },
    }),
  ({ spot }) => caller(spot).signed('DELETE', '/api/v3/openOrders', { symbol }),
  ({ spot }) => caller(spot).signed('GET', '/api/v3/allOrders', { symbol }),
  ({ spot }) => caller(spot).signed('GET', '/api/v3/account'),
  ({ spot }, draw) =>
    caller(spot).signed('POST', '/sapi/v1/asset/transfer', {
      ...{ type: draw(2) === 0 ? 'MAIN_UMFUTURE' : 'UMFUTURE_MAIN', asset: 'USDT', amount: 1 + draw(50) },
    }),
  ({ spot }) => caller(spot).signed('GET', '/sapi/v1/asset/transfer', { type: 'MAIN_UMFUTURE' }),
  ({ usdm }, draw) =>
    caller(usdm).signed('POST', '/fapi/v1/order', {
      ...{ symbol, side: side(draw), type: 'MARKET', quantity: `0.00${2 + draw(8)}` },
    }),
  ({ usdm }, draw) =>
    caller(usdm).signed('POST', '/fapi/v1/algoOrder', {
      ...{ algoType: 'CONDITIONAL', symbol, side: 'SELL', type: 'TRAILING_STOP_MARKET', quantity: '0.002' },
      ...{ callbackRate: '0.1', activatePrice: 79_500 + draw(1000) },
    }),
  ({ usdm }) => caller(usdm).signed('GET', '/fapi/v1/allAlgoOrders', { symbol }),
  ({ usdm }) => caller(usdm).signed('GET', '/fapi/v1/income', { limit: 1000 }),
  ({ usdm }) => caller(usdm).signed('GET', '/fapi/v3/positionRisk'),
  ({ usdm }) => caller(usdm).signed('GET', '/fapi/v3/account'),
  ({ usdm }, draw) =>
    caller(usdm).signed('POST', '/fapi/v1/marginType', { symbol, marginType: draw(2) === 0 ? 'ISOLATED' : 'CROSSED' }),
  ({ usdm }) => caller(usdm).open('/fapi/v1/fundingRate', { symbol }),
  ({ usdm }) => caller(usdm).open('/fapi/v1/exchangeInfo'),
  ({ world }, draw) => void world.advance(60_000 * (1 + draw(400))),
  ({ world }) => void world.move(250_000),
  ({ usdm }, draw) => void usdm.control.account?.({ futures_fees_in_bnb: draw(2) === 0 }),
  ({ spot }, draw) => void spot.control.key?.({ customer: `other${draw(3)}`, permissions: ['enableReading'] }),
];

/** Answers of a walk; with a folder the process ends before some steps, and another begins in a world of another seed. */
function walk(seed: number, dir: string | null): Read[] {
  const chance = randomNumbers(seed);
  const breaks = randomNumbers(seed + 500);
  const draw = (most: number) => Math.floor(chance() * most);
  let exchanges = open(seed, dir);
  const answers: Read[] = [];
  for (let step = 0; step < 250; step += 1) {
    if (dir !== null && breaks() < 0.06) exchanges = open(seed + 1000, dir);
    const answer = acts[draw(acts.length)]?.(exchanges, draw);
    if (answer) answers.push(answer);
  }
  return answers;
}

/** A walk that is killed at random points answers as an unbroken walk. */
export function walkKilled(dir: string, seed: number): void {
  const unbroken = walk(seed, null);
  expect(unbroken.filter(({ status }) => status === 200).length).toBeGreaterThan(80);
  expect(walk(seed, dir)).toEqual(unbroken);
}

import { expect, it } from 'vitest';
import { type Harness, openExchange, startTime } from './fixture-client.ts';

const history = '/api/history/v3';

function traded(): Harness {
  const exchange = openExchange();
  exchange.order({ orderType: 'mkt' });
  return exchange;
}

/** Whether the account log and the order events of a range show rows: 0 or 1 each. */
function shownOf(exchange: Harness, range: Record<string, number>): number[] {
  const { logs } = exchange.history('account-log', range);
  const { elements } = exchange.call('GET', `${history}/orders`, range).body as { elements: unknown[] };
  return [logs.length, elements.length].map((count) => Math.sign(count));
}

it.each([
  ['since', 'range_starts', 'inclusive', 1],
  ['since', 'range_starts', 'exclusive', 0],
  ['before', 'range_ends', 'exclusive', 0],
  ['before', 'range_ends', 'inclusive', 1],
])('%s of the account log and of events follows %s: %s', (bound, control, reading, shown) => {
  const exchange = traded();
  exchange.control('answers', { [control]: reading });
  expect(shownOf(exchange, { [bound]: startTime })).toEqual([shown, shown]);
  const inside = bound === 'since' ? startTime - 1 : startTime + 1;
  expect(shownOf(exchange, { [bound]: inside })).toEqual([1, 1]);
});

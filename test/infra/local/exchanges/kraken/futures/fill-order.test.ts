import { expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

it('fills of a page are written newest first, oldest first, or by their ids', () => {
  const exchange = openExchange();
  for (let left = 5; left > 0; left -= 1) {
    exchange.order({ orderType: 'mkt' });
    exchange.world.advance(1000);
  }
  const ids = (order?: string) => {
    if (order !== undefined) exchange.control('answers', { fill_order: order });
    return exchange.get('fills').fills.map((fill) => fill.fill_id);
  };
  const newest = ids();
  expect(newest).not.toEqual(newest.toSorted());
  expect(ids('oldest')).toEqual(newest.toReversed());
  expect(ids('by_id')).toEqual(newest.toSorted());
});

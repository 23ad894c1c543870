import { describe, expect, it } from 'vitest';
import type { ExchangeDefinition } from '../../../lib/exchanges/definition.ts';
import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import { madeup } from '../../conformance/made-up/definition.ts';
import { twowallets } from '../../conformance/made-up/two-wallets/definition.ts';

const table: [string, ExchangeDefinition][] = Object.entries({ ...exchanges, madeup, twowallets });

describe.each(table)('the definition of %s', (_id, { hosts, keys, streams, markets, transfers }) => {
  const each = Object.values(markets);

  it('names hosts, keys and streams that the definition has', () => {
    for (const { host, key, stream } of each) {
      expect(Object.keys(hosts)).toContain(host);
      expect(Object.keys(keys)).toContain(key);
      expect([null, ...Object.keys(streams)]).toContain(stream);
    }
    for (const { key } of [...Object.values(streams), ...transfers]) expect(Object.keys(keys)).toContain(key);
  });

  it('has a market for each key: a key is checked over the first market of the key', () => {
    for (const slot of Object.keys(keys)) expect(each.map(({ key }) => key)).toContain(slot);
  });

  it('takes no key that a header could not carry, and no secret of text without end', () => {
    for (const { fields } of Object.values(keys))
      for (const { name, pattern, isPublic } of fields)
        for (const letter of ['A', '0'])
          expect([name, pattern.test(letter.repeat(isPublic ? 513 : 3_501))]).toEqual([name, false]);
  });

  it('moves money between two wallets, at most one way from each to each, and within a market that has side wallets', () => {
    const ways = transfers.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(ways).size).toBe(ways.length);
    const within = each.filter(({ sideWallets }) => sideWallets !== null).map(({ wallet }) => wallet);
    for (const { from, to } of transfers) if (from === to) expect(within).toContain(from);
  });

  it('says of each market with leverage what a margin mode belongs to', () => {
    for (const { margin, capabilities } of each) {
      expect(margin !== null).toBe(capabilities.leverage);
      // Orders that carry a mode carry the only mode there is.
      if (margin === 'order') expect(capabilities.marginModes).toHaveLength(1);
    }
  });

  it('leaves an order some time to be sent before its deadline', () => {
    for (const { regular, trigger } of each)
      for (const traits of [regular, trigger].filter((store) => store !== null && store !== 'same'))
        expect(traits.leastTimeToSendMs).toBeLessThan(traits.deadline?.afterMs ?? 8000);
  });
});

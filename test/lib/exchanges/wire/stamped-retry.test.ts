import { describe, expect, it } from 'vitest';
import { binanceRules } from '../../../../lib/exchanges/binance/errors.ts';
import { code as bybit } from '../../../../lib/exchanges/bybit/swap/module.ts';
import { signedCall, unrepeatedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import { connect } from '../../../../lib/exchanges/wire/market-wire.ts';
import { ExchangeRejection } from '../../../../lib/exchanges/wire/refusals.ts';
import { stampsAt } from '../../../../lib/exchanges/wire/stamped-retry.ts';

/** Our clock shows 1000. The exchange takes timestamps of `taken`, and its answers tell the difference. */
function connection({ taken, told = taken - 1000 }: { taken: number; told?: number }, rules = binanceRules) {
  const signed: number[] = [];
  let offsetMs = 0;
  const refusal = rules === binanceRules ? '-1021' : '10002';
  const now = async () => '1000';
  const send = connect({
    transport: async () => ({ status: 200, body: '{}' }),
    sign: ({ path, method }, _parameters, _credential, nonce) => {
      signed.push(Number(nonce));
      return { url: path, method };
    },
    credential: { apiKey: 'k', secret: 's' },
    nonces: { next: now, leap: now, raiseAbove: async () => undefined },
    stamps: stampsAt({ offsetMs: () => offsetMs }, rules),
    protocol: {
      verifyAnswer: () => {
        offsetMs = told;
        if (signed.at(-1) !== taken) throw new ExchangeRejection('Somewhere', refusal);
      },
      nonce: null,
    },
  });
  return { signed, send };
}

describe('a request that was refused for its timestamp', () => {
  it.each([{ rules: binanceRules }, { rules: bybit.rules }])(
    'is signed once more with the time of the exchange, and the next at once',
    async ({ rules }) => {
      const { signed, send } = connection({ taken: 21_000 }, rules);
      await send(signedCall('GET', '/balances'), {});
      await send(signedCall('GET', '/balances'), {});
      expect(signed).toEqual([1000, 21_000, 21_000]);
    },
  );

  it('is sent twice at most', async () => {
    const { signed, send } = connection({ taken: 21_000, told: 5000 });
    await expect(send(signedCall('GET', '/balances'), {})).rejects.toThrow('-1021');
    expect(signed).toEqual([1000, 6000]);
  });

  it('is not sent again where the clocks agree', async () => {
    const { signed, send } = connection({ taken: 21_000, told: 0 });
    await expect(send(signedCall('GET', '/balances'), {})).rejects.toThrow('-1021');
    expect(signed).toEqual([1000]);
  });

  it('is never sent again when it is an order or a move of money, and bears the time of our clock', async () => {
    const { signed, send } = connection({ taken: 21_000 });
    await expect(send(unrepeatedCall('POST', '/orders'), {})).rejects.toThrow('-1021');
    await expect(send(unrepeatedCall('POST', '/orders'), {})).rejects.toThrow('-1021');
    expect(signed).toEqual([1000, 1000]);
  });
});

import { expect, it } from 'vitest';
import type { Account } from '../../../lib/accounts/account.ts';
import { type ErrorDetail, OemsError } from '../../../lib/errors.ts';
import { inEveryWallet } from '../../../lib/session/every-wallet.ts';

const account = { exchange: 'binance', credentials: {} } as unknown as Account;

function refusedWith(details: (marketType: string) => ErrorDetail[]): Promise<unknown> {
  const refuse = async (marketType: string) => {
    throw new OemsError('NOT_SUPPORTED', `symbol: ${marketType} needs one`, { details: details(marketType) });
  };
  return inEveryWallet(account, refuse, { needsKey: false }).catch((error: unknown) => error);
}

it('where nothing could be served each market is told once, with its field', async () => {
  const details = (marketType: string) => [{ field: 'symbol', message: `${marketType} needs one` }];
  expect(await refusedWith(details)).toMatchObject({
    details: [
      { field: 'symbol', message: 'spot needs one' },
      { field: 'symbol', message: 'swap needs one' },
    ],
  });
});

it('a market whose details tell something else is told with its message too', async () => {
  const details = (marketType: string) => [{ message: `more of ${marketType}` }];
  expect(await refusedWith(details)).toMatchObject({
    details: [{ message: 'more of spot' }, { message: 'symbol: swap needs one' }, { message: 'more of swap' }],
  });
});
